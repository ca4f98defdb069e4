
const fieldNames = fields => fields.replace("sourceIPAddress", "address").replace("userAgent", "user agent");

// Each heading of a sorted table is a button; a second press turns the order round.
function sortable(names, widths, sorted, redraw, place) {
  return names.map((name, i) => element("th", { scope: "col", role: "columnheader", class: widths[i], "aria-sort": sorted.column === i ? (sorted.down ? "descending" : "ascending") : "none" },
    element("button", { type: "button", click: () => {
      sorted.down = sorted.column === i ? !sorted.down : i === 0 && sorted.first;
      sorted.column = i;
      redraw();
      place.querySelectorAll("th button")[i].focus();
    } }, name)));
}
const inOrder = (items, sorted, value) => [...items].sort((a, b) => {
  const left = value(a, sorted.column), right = value(b, sorted.column);
  return (left < right ? -1 : left > right ? 1 : 0) * (sorted.down ? -1 : 1);
});

function reasons(place) {
  const { made, body, row } = table("Reasons", ["Events", "Reason", "What it means"],
    [element("th", { scope: "col", role: "columnheader", class: "number w-count" }, "Events"), element("th", { scope: "col", role: "columnheader", class: "w-reason" }, "Reason"), "What it means"]);
  body.append(...data.reasons.map(([code, meaning, number]) => row([[formatted(number), "number"], [code, "mono"], meaning])));
  place.append(element("div", { class: "card" }, made));
}

// Events of one session that share their reason are one row: a hundred alike say no more than the first.
function openSessions(place) {
  const groups = data.sessions.flatMap(session => session.open.map(one => ({ session, number: one[0], why: text(one[1]), fields: fieldNames(text(one[2])), kind: one[3], names: text(one[4]) + (one[5] ? ", …" : ""), first: one[6] })));
  const columns = ["Events", "Which", "Session", "Redacted", "Why"], sorted = { column: 0, down: true, first: true };
  const value = (one, column) => [one.number, one.names, one.session.arn + one.session.created, one.fields, one.kind + one.why][column];
  const box = element("div", {});
  const redraw = searchable(box, {
    label: "Search events, principals, reasons", unit: "group", items: groups,
    choices: [["All of them", () => true], ["Without evidence", one => one.kind === "none"], ["Ambiguous", one => one.kind === "ambiguous"]],
    haystack: one => `${one.names} ${one.session.arn} ${one.session.created} ${one.fields} ${one.why}`,
    draw: shown => {
      const { made, body, row } = table("What stays redacted, by session and reason", columns, sortable(["Events", "Which, and from when", "Principal and session", "Redacted", "Why it stays redacted"], ["w-count", "w-event", "w-who", "w-fields", null], sorted, () => redraw(), box), "fixed");
      const more = sliced(body, inOrder(shown, sorted, value), 20, one => row([
        [formatted(one.number), "strong"],
        [[element("div", {}, one.names), element("div", { class: "soft" }, readable(one.first))]],
        [[who(one.session.arn), element("div", { class: "soft" }, `created ${readable(one.session.created)}`)]],
        one.fields,
        [[element("div", {}, tag(one.kind)), element("div", { class: "soft" }, prose(one.why)), element("div", {}, copyButton(`${one.session.arn} ${one.session.created}`, "this session"))]]]));
      return [element("div", { class: "card" }, made, more)];
    },
  });
  const listed = sum(groups.map(one => one.number)), all = data.totals.events[2] + data.totals.events[3];
  if (listed < all) place.append(element("p", { class: "soft" }, `These rows count ${formatted(listed)} of ${count(all, "event")}: those of the ${formatted(data.sessions.length)} sessions with most of them.`));
  place.append(box);
}

function openEvents(place) {
  const rows = data.unresolved, all = data.totals.events[2] + data.totals.events[3];
  const box = element("div", {}), columns = ["Time", "Event", "Principal", "Fields", "Why"], sorted = { column: 0, down: false, first: false };
  const value = (one, column) => [one[0], text(one[1]), text(one[4]) + text(one[5]), text(one[6]), one[7] + text(one[8])][column];
  const redraw = searchable(box, {
    label: "Search events, principals, reasons, ids", unit: "event", items: rows,
    choices: [["All of them", () => true], ["Without evidence", one => one[7] === "none"], ["Ambiguous", one => one[7] === "ambiguous"]],
    haystack: one => [one[0], ...[1, 2, 3, 4, 5, 6, 8].map(i => text(one[i])), one[9]].join(" "),
    draw: shown => {
      const { made, body, row } = table("Events that stay redacted", columns, sortable(["Time (UTC)", "Event", "Principal and session", "Redacted", "Why it stays redacted"], ["w-time", "w-event", "w-who", "w-fields", null], sorted, () => redraw(), box), "fixed");
      const more = sliced(body, inOrder(shown, sorted, value), 25, one => row([
        [[element("div", { class: "mono line" }, readable(one[0])), element("div", { class: "soft" }, text(one[3]))]],
        [[element("div", {}, text(one[1])), element("div", { class: "soft" }, service(text(one[2])))]],
        [[who(text(one[4])), element("div", { class: "soft" }, `created ${readable(text(one[5]))}`)]],
        fieldNames(text(one[6])),
        [[element("div", {}, tag(one[7])), element("div", { class: "soft" }, prose(text(one[8]))), element("div", {}, copyButton(one[9], `event ${one[9]}`))]]]));
      return [made, more];
    },
  });
  const button = element("button", { class: "plain", type: "button", click: () => save("still-redacted.csv", [
    ["eventTime", "eventName", "eventSource", "awsRegion", "principalArn", "sessionCreationDate", "stillRedacted", "match", "reason", "eventID"],
    ...rows.map(one => [one[0], ...[1, 2, 3, 4, 5, 6].map(i => text(one[i])), one[7], text(one[8]), one[9]])]) }, "Save as CSV");
  place.append(element("details", { class: "list card" }, element("summary", {}, `Each event by itself: ${rows.length < all ? `the first ${formatted(rows.length)} of ${formatted(all)}` : formatted(all)}`),
    element("p", {}, button, rows.length < all ? element("span", { class: "soft" }, "  --format csv prints every one.") : ""), box));
}

function unresolved() {
  const place = at("unresolved");
  if (data.totals.events[2] + data.totals.events[3] === 0) {
    place.append(element("p", { class: "card soft" }, "Nothing: every redacted event was recovered."));
    return;
  }
  reasons(place);
  openSessions(place);
  openEvents(place);
}

headline();
summary();
unresolved();
const severalSessions = several();
sessions();
at("where").append(...(data.services.length ? [breakdown("By service", "Service", data.services), breakdown("By account", "Account", data.accounts)] : [element("p", { class: "card soft" }, "No redacted events.")]));
lookAlikes();
failures();
at("contents").append(...[
  ["h-summary", "Summary", null], ["h-unresolved", "What stays redacted", data.totals.events[2] + data.totals.events[3]], ["h-several", "Several addresses", severalSessions],
  ["h-sessions", "All sessions", data.totals.sessions], ["h-where", "Services and accounts", null], ["h-alike", "Look-alikes", data.totals.lookAlikes || undefined], ["h-failures", "Failed files", data.totals.failed || undefined],
].filter(([, , number]) => number !== undefined).map(([id, name, number]) => element("li", {}, element("a", { href: `#${id}` }, name), number === null ? "" : element("span", { class: "count" }, ` ${formatted(number)}`))));
at("foot").append(element("p", {}, "An event counts as recovered when every redacted field of it was. A value is recovered from the session's own sign-in, or else from the call of the session's browser that is nearest in time; where evidence disagrees, nothing is chosen. Times are UTC. This page holds log content, and needs no network."));
