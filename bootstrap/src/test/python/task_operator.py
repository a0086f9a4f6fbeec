"""Starts tasks, polls their sessions and results and stops tasks, as the operators of Airflow users do, with the library requests.

A server executes each task for a second; on another one, no task ends by itself.
Usage: python3 task_operator.py PORT ENDLESS_PORT
"""

import sys

import requests

SERVER, ENDLESS = ("http://127.0.0.1:" + port + "/qrs/" for port in sys.argv[1:])
XRFKEY = "q1w2e3r4t5y6u7i8"
NO_DATE = "1753-01-01T00:00:00.000Z"
NO_ID = "00000000-0000-0000-0000-000000000000"
RUNNING = {1, 2, 3, 4, 5}
FAILED = {6, 8, 11}
SUCCEEDED = {7}

client = requests.Session()
client.params = {"xrfkey": XRFKEY}
client.headers.update(
    {
        "X-Qlik-Xrfkey": XRFKEY,
        "X-Qlik-User": "UserDirectory=INTERNAL; UserId=sa_repository",
        "Content-Type": "application/json",
    }
)


def get(path, server=SERVER, **parameters):
    return client.get(server + path, params=parameters)


def post(path, status, server=SERVER, **parameters):
    response = client.post(server + path, params=parameters)
    assert response.status_code == status, (path, response.status_code, response.text)
    return response


def create(name, server=SERVER):
    response = client.post(server + "reloadtask", json={"name": name})
    assert response.status_code == 201, response.text
    return response.json()["id"]


def wait(session, server=SERVER):
    """Polls the session until it is gone, then returns its last result."""
    seen = set()
    while (response := get("executionsession/" + session, server)).status_code == 200:
        seen.add(response.json()["executionResult"]["status"])
    assert response.status_code == 404, response.text
    assert seen <= RUNNING | SUCCEEDED | FAILED, seen
    query = {"filter": "executionID eq " + session, "orderby": "startTime desc"}
    rows = get("executionresult/full", server, **query).json()
    assert len(rows) == 1, rows
    return rows[0]


def start_by_id():
    task = create("by id")
    session = post("task/" + task + "/start/synchronous", 201).json()["value"]
    assert session != NO_ID
    last = wait(session)
    assert last["status"] in SUCCEEDED
    assert last["stopTime"] != NO_DATE
    assert get("reloadtask/" + task).json()["operational"]["lastExecutionResult"]["id"] == last["id"]
    assert get("task/" + task).status_code == 404


def start_by_name():
    create("by name")
    session = post("task/start/synchronous", 201, name="by name").json()["value"]
    while True:
        row = get("executionresult/full", filter="ExecutionId eq " + session).json()[0]
        if row["stopTime"] != NO_DATE:
            break
        assert row["status"] in RUNNING
    assert row["status"] in SUCCEEDED
    assert get("executionresult/count", filter="executionID eq " + session).json() == {"value": 1}
    missing = client.post(SERVER + "task/start/synchronous", params={"name": "missing"})
    assert missing.status_code == 404, missing.text


def stop():
    task = create("stopped", ENDLESS)
    session = post("task/" + task + "/start/synchronous", 201, ENDLESS).json()["value"]
    assert session != NO_ID
    assert post("task/" + task + "/start/synchronous", 201, ENDLESS).json()["value"] == NO_ID
    result = get("executionsession/" + session, ENDLESS).json()["executionResult"]["id"]
    running = get("executionresult/" + result, ENDLESS).json()
    assert running["status"] in RUNNING
    assert running["stopTime"] == NO_DATE
    post("task/" + task + "/stop", 204, ENDLESS)
    stopped = wait(session, ENDLESS)
    assert stopped["id"] == result
    assert stopped["status"] in FAILED
    post("task/" + task + "/stop", 204, ENDLESS)


def reload_app():
    app = "a9900000-0000-4000-8000-000000000001"
    post("app/" + app + "/reload", 204)
    active = get("executionresult/full", filter="appId eq " + app).json()[0]
    assert active["appID"] == app
    assert wait(active["executionID"])["status"] in SUCCEEDED


start_by_id()
start_by_name()
stop()
reload_app()
print("requests: every task was started, watched and stopped")
