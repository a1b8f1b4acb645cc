// Does something once to every element that matches, those that come into the page later (by htmx) too.
export function each(selector, start) {
  const done = new WeakSet();
  const look = (root) => {
    for (const element of [root, ...root.querySelectorAll(selector)]) {
      if (!element.matches(selector) || done.has(element)) continue;
      done.add(element);
      start(element);
    }
  };
  look(document.body);
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) look(node);
  }).observe(document.body, { childList: true, subtree: true });
}

/** The data that a figure carries for its script; null where it has none, or none that can be read. */
export function dataOf(figure) {
  const block = figure.querySelector('script[type="application/json"]');
  try {
    return JSON.parse(block.textContent);
  } catch (error) {
    console.warn("A figure without data that can be read:", figure, error);
    return null;
  }
}

/** An element with attributes, and what is in it. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) element.setAttribute(name, value);
  element.append(...children.filter((child) => child != null));
  return element;
}
