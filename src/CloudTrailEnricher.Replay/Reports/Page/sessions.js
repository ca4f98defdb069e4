
function decided(item) {
  if (item.evidence !== "") return [element("span", { class: "tag" }, sample(mark(item.evidence)), item.evidence)];
  const fields = [["address", item.addressMatch], ["user agent", item.agentMatch]].filter(([, match]) => match);
  return fields.length === 2 && fields[0][1] === fields[1][1] ? [tag(fields[0][1])]
    : fields.map(([field, match]) => element("div", {}, tag(match), element("div", { class: "soft" }, field)));
}

function sessionDetails(session) {
  const made = element("div", { class: "inside" }), all = sum(session.counts);
  const facts = [];
  if (session.origin) facts.push(element("li", {}, "Switched to this role: ", element("span", { class: "mono" }, session.origin)));
  for (const [number, why] of session.open) facts.push(element("li", {}, element("b", {}, count(number, "event")), ` ${number === 1 ? "stays" : "stay"} redacted: `, prose(text(why))));
  if (session.events.length < all) facts.push(element("li", { class: "soft" }, session.events.length === 0
    ? `This page holds the evidence of this session and none of its ${count(all, "event")}. The explain command lists them.`
    : `${formatted(session.events.length)} of ${count(all, "event")} are drawn and listed. The explain command lists all.`));
  if (facts.length) made.append(element("ul", { class: "plain" }, facts));
  const items = timeline(session);
  if (items.length) {
    const { made: rows, body, row } = table("Evidence and events of the session, by time", ["Time", "Event", "Region", "Address", "Decided"],
      [element("th", { scope: "col", role: "columnheader", class: "w-time" }, "Time (UTC)"), "Event", "Region", "Address", "Decided"]);
    const more = sliced(body, items, 50, item => row([
      [readable(item.time), "mono line"],
      [[element("div", {}, item.name), element("div", { class: "soft" }, item.source ? service(item.source) : item.agent ?? "")]],
      [item.region, "line"],
      [[element("span", { class: "mono line" }, item.address || "unknown"), item.changed ? element("div", { class: "change" }, `was ${item.changed}`) : ""]],
      [decided(item)]]));
    made.append(strip(session, items), legend(), rows, more);
  }
  return made;
}

function sessionCard(session) {
  const recovered = session.counts[0] + session.counts[1], all = sum(session.counts), seen = addresses(session);
  const proofs = [session.signIns ? count(session.signIns, "sign-in") : "", session.calls ? count(session.calls, "browser call") : ""].filter(part => part !== "").join(", ") || "no evidence";
  const from = seen.length === 0 ? "address unknown" : seen.length > 3 ? `${seen.length} addresses` : seen.join(", ");
  const key = `${session.arn} ${session.created}`;
  const made = element("details", { class: "session", toggle: () => {
    if (made.open && made.childElementCount === 1) made.append(sessionDetails(session));
    if (made.open && !made.querySelector(".copy")) made.lastElementChild.prepend(element("p", {}, copyButton(key, "this session")));
  } }, element("summary", {}, element("span", { class: "who" }, who(session.arn)), element("span", { class: "number" }, `${formatted(recovered)} of ${count(all, "event")}`), bar(session.counts, true),
    element("span", { class: "more-facts" }, `created ${readable(session.created)} · ${proofs} · ${from}`)));
  return made;
}

const sessionText = session => [session.arn, session.created, session.origin ?? "", ...session.evidence.map(one => `${text(one[2])} ${text(one[4])} ${one[6]}`), ...session.events.map(one => `${text(one[1])} ${text(one[4])} ${one[7]}`)].join(" ");
const pages = shown => { const list = element("div", {}); return [list, sliced(list, shown, 20, session => sessionCard(session))]; };
const cut = () => data.sessions.length < data.totals.sessions
  ? [element("p", { class: "soft" }, `This page holds the ${formatted(data.sessions.length)} sessions that matter most of ${formatted(data.totals.sessions)}: those with events that stay redacted first. --format json lists more, --format csv every event.`)] : [];

function several() {
  const found = data.sessions.filter(session => addresses(session).length > 1);
  if (found.length === 0) {
    at("several").append(element("p", { class: "card soft" }, "None: each session was seen from one address, or from none."));
    return 0;
  }
  at("several").append(element("p", { class: "soft" }, "A person who changes networks, or a session that someone else uses. Open a session to see when it changed."), ...pages(found));
  return found.length;
}

function sessions() {
  if (data.sessions.length === 0) {
    at("sessions").append(element("p", { class: "card soft" }, "No console session has redacted events here."));
    return;
  }
  at("sessions").append(...cut());
  searchable(at("sessions"), {
    label: "Search principals, addresses, events", unit: "session", items: data.sessions, haystack: sessionText, draw: pages,
    choices: [
      ["All sessions", () => true],
      ["With events that stay redacted", session => session.counts[2] + session.counts[3] > 0],
      ["Without any evidence", session => session.signIns + session.calls === 0],
      ["Seen from several addresses", session => addresses(session).length > 1],
      ["Role switched to from another principal", session => session.origin !== null],
    ],
  });
}
