// Builds and updates elements. Text is always set as text, never parsed as HTML.

/** Creates an element. Functions among the attributes are listeners; null and false attributes are left out. */
export function h(name, attributes, ...children) {
  return build(document.createElement(name), attributes, children);
}

/** Creates an element of SVG. */
export function svg(name, attributes, ...children) {
  return build(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function build(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") {
      element.addEventListener(key, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets the text of an element if it differs, so that a selection of the user is kept. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Sets an attribute if it differs; null removes it. */
export function setAttribute(element, name, value) {
  if (value === null) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/**
 * Shows items as children of a list. A child that exists is updated in place and moved only if its order has changed, so that it
 * keeps the focus.
 */
export function showList(list, items, key, create) {
  const known = (list.rows ??= new Map());
  const wanted = new Set(items.map(key));
  for (const [id, row] of known) {
    if (!wanted.has(id)) {
      row.element.remove();
      known.delete(id);
    }
  }
  let place = list.firstElementChild;
  for (const item of items) {
    const id = key(item);
    let row = known.get(id);
    if (!row) {
      row = create(item);
      known.set(id, row);
    }
    row.update(item);
    if (row.element === place) {
      place = place.nextElementSibling;
    } else {
      list.insertBefore(row.element, place);
    }
  }
}

/** A text that only screen readers announce. */
export function hidden(text) {
  return h("span", { class: "sr" }, text);
}
