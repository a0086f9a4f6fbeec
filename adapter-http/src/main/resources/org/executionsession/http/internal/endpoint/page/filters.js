// The filters in the language of QRS. They are in the URL, and an error is shown at its position.

import { data } from "./data.js";
import { h } from "./dom.js";

const PARTS = ["sessions", "results", "tasks"];

function form(part) {
  return document.querySelector(`form[data-filter="${part}"]`);
}

function fromUrl() {
  const parameters = new URLSearchParams(location.search);
  for (const part of PARTS) {
    data.filters[part] = parameters.get(part)?.trim() ?? "";
    form(part).elements.filter.value = data.filters[part];
  }
}

function toUrl() {
  const address = new URL(location.href);
  for (const part of PARTS) {
    if (data.filters[part]) {
      address.searchParams.set(part, data.filters[part]);
    } else {
      address.searchParams.delete(part);
    }
  }
  history.pushState(null, "", address);
}

/** Reads the filters from the URL, and calls a function with the name of a part when the user changes its filter. */
export function startFilters(changed) {
  fromUrl();
  addEventListener("popstate", () => {
    const before = { ...data.filters };
    fromUrl();
    PARTS.filter((part) => data.filters[part] !== before[part]).forEach(changed);
  });
  for (const part of PARTS) {
    const { filter } = form(part).elements;
    const apply = () => {
      const text = filter.value.trim();
      if (text !== data.filters[part]) {
        data.filters[part] = text;
        toUrl();
        changed(part);
      }
    };
    form(part).addEventListener("submit", (event) => {
      event.preventDefault();
      apply();
    });
    filter.addEventListener("change", apply);
    // The button that clears the field.
    filter.addEventListener("search", apply);
  }
}

/** Shows what is wrong with a filter, with a mark below the position; null if nothing is. */
export function showFilterError(part, problem) {
  const { filter } = form(part).elements;
  const error = form(part).querySelector(".error");
  error.hidden = problem === null;
  filter.toggleAttribute("aria-invalid", problem !== null);
  if (!problem) {
    error.replaceChildren();
    return;
  }
  // The server parses the filter in parentheses.
  const position = problem.position === null ? null : Math.max(1, problem.position - 1);
  const text = data.filters[part];
  const marked = position === null ? null : h(
    "code",
    {},
    text.slice(0, position - 1),
    h("mark", {}, text.slice(position - 1, position) || " "),
    text.slice(position),
  );
  const message = problem.message.replace(/^.*at character \d+: /, `At character ${position}: `);
  error.replaceChildren(marked ?? "", h("span", {}, message));
  if (position !== null && document.activeElement === filter) {
    filter.setSelectionRange(position - 1, position);
  }
}
