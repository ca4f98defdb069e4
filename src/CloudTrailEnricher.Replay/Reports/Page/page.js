
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const strings = data.strings;
const text = place => place === null ? "" : strings[place];
const matches = ["signIn", "browserSibling", "ambiguous", "none"];
const words = { signIn: "recovered by sign-in", browserSibling: "recovered by browser call", ambiguous: "ambiguous", none: "without evidence" };
const formatted = number => number.toLocaleString("en");
const count = (number, one, many) => `${formatted(number)} ${number === 1 ? one : many ?? one + "s"}`;
const sum = numbers => numbers.reduce((all, one) => all + one, 0);
const at = id => document.getElementById(id);
const service = name => name.replace(/\.amazonaws\.com$/, "") || "unknown";
const readable = time => time.replace("T", " ").replace("Z", "");
// An ARN without the words that all share, in pieces that break after a slash only.
const who = arn => element("span", { class: "parts" }, (principal(arn).match(/[^\/ ]*[\/ ]?/g) ?? []).map(part => element("span", {}, part)));
// Prose in which no time breaks.
const prose = what => what.split(/(\d{4}-\d\d-\d\dT[\d:]+Z)/).map((part, i) => i % 2 ? element("span", { class: "line" }, part) : part);
const principal = arn => { const parts = arn.split(":"); return parts.length < 6 ? arn : `${parts[4]} ${parts.slice(5).join(":")}`; };

// Values of records become text nodes and attributes only, never markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== ""));
  return made;
}
function drawing(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
const tag = kind => element("span", { class: "tag" }, element("i", { class: `bg-${kind}`, "aria-hidden": "true" }), words[kind]);
const say = what => { at("said").textContent = what; };

// Four counts as a bar of four parts.
function bar(counts, thin) {
  const label = matches.map((kind, i) => [counts[i], kind]).filter(([number]) => number > 0).map(([number, kind]) => `${formatted(number)} ${words[kind]}`);
  const made = element("div", { class: thin ? "bar thin" : "bar", role: "img", "aria-label": label.join(", ") || "none" });
  counts.forEach((number, i) => {
    if (number > 0) {
      const part = element("i", { class: `bg-${matches[i]}`, title: `${formatted(number)} ${words[matches[i]]}` });
      part.style.flex = `${number} 0 0`;
      made.append(part);
    }
  });
  return made;
}

// Rows come in slices, so that ten thousand of them cost no more than the first.
function sliced(body, items, size, row) {
  const more = element("button", { class: "plain more", type: "button", click: () => add(true) });
  let shown = 0;
  function add(focus) {
    const rows = items.slice(shown, shown + size).map(row);
    body.append(...rows);
    shown = Math.min(shown + size, items.length);
    more.hidden = shown === items.length;
    more.textContent = `Show ${formatted(Math.min(size, items.length - shown))} more of ${formatted(items.length - shown)}`;
    if (focus) {
      say(`${formatted(shown)} of ${formatted(items.length)} shown`);
      if (more.hidden) { rows[0].tabIndex = -1; rows[0].focus(); }
    }
  }
  add(false);
  return more;
}

// A table that becomes a list of labelled values on a narrow screen. Roles are named, for browsers drop them with the table's layout.
function table(label, columns, heads = columns, kind = "") {
  const body = element("tbody", { role: "rowgroup" });
  const made = element("table", { class: `rows ${kind}`, role: "table", "aria-label": label },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, heads.map(head => head instanceof Node ? head : element("th", { scope: "col", role: "columnheader" }, head)))), body);
  const row = cells => element("tr", { role: "row" }, cells.map((cell, i) => {
    const [content, style] = Array.isArray(cell) ? cell : [cell, null];
    return element("td", { role: "cell", "data-label": columns[i], class: style }, content);
  }));
  return { made, body, row };
}

// A list that is searched and chosen from; drawn anew in slices.
function searchable(place, { label, unit, choices, items, haystack, draw, buttons = [] }) {
  let timer = 0, hay = null;
  const search = element("input", { type: "search", placeholder: label, "aria-label": label, autocomplete: "off", input: () => { clearTimeout(timer); timer = setTimeout(redraw, 120); } });
  const choice = element("select", { "aria-label": `Which ${unit}s`, change: () => redraw() }, choices.map(([name], i) => element("option", { value: i }, name)));
  const found = element("span", { class: "soft", role: "status" });
  const list = element("div", {});
  function redraw() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(part => part !== "");
    if (wanted.length) hay ??= items.map(item => haystack(item).toLowerCase());
    const keep = choices[choice.value][1];
    const shown = items.filter((item, i) => keep(item) && wanted.every(part => hay[i].includes(part)));
    found.textContent = shown.length === items.length ? count(items.length, unit) : `${formatted(shown.length)} of ${count(items.length, unit)}`;
    list.replaceChildren(...(shown.length ? draw(shown) : [element("p", { class: "card soft" }, `Nothing found: no ${unit} here has all these words.`)]));
  }
  place.append(element("div", { class: "tools" }, search, choices.length > 1 ? choice : null, found, buttons), list);
  redraw();
  return redraw;
}

async function copy(what, button) {
  try {
    await navigator.clipboard.writeText(what);
  } catch {
    const area = element("textarea", { "aria-hidden": "true" });
    area.value = what;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const before = button.textContent;
  button.textContent = "Copied";
  say("Copied");
  setTimeout(() => { button.textContent = before; }, 1500);
}
const quoted = value => /^[A-Za-z0-9\/._:-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
const explainCommand = subject => `cloudtrail-enricher explain ${quoted(subject)}${data.inputsForShell ? " " + data.inputsForShell : ""}`;
const copyButton = (subject, what) => element("button", {
  class: "plain copy", type: "button", title: explainCommand(subject), "aria-label": `Copy explain command for ${what}`,
  click: event => { event.preventDefault(); copy(explainCommand(subject), event.currentTarget); },
}, "Copy explain");

// What a spreadsheet would take for a formula gets a single quote in front (OWASP).
function save(name, rows) {
  const cell = value => { const safe = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value; return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe; };
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([rows.map(row => row.map(cell).join(",")).join("\n") + "\n"], { type: "text/csv" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
