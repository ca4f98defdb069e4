
// What happened in a session, by time: evidence and redacted events in one list.
function timeline(session) {
  const items = [
    ...session.evidence.map(([time, signIn, name, region, address, agent, id]) =>
      ({ time, kind: signIn ? "signIn" : "browserSibling", evidence: signIn ? "sign-in" : "browser call", name: text(name), region: text(region), address: text(address), agent: text(agent), id })),
    ...session.events.map(([time, name, source, region, address, addressMatch, agentMatch, id]) =>
      ({ time, kind: worst(addressMatch, agentMatch), evidence: "", name: text(name), source: text(source), region: text(region), address: text(address), addressMatch, agentMatch, id })),
  ].sort((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : (b.evidence !== "") - (a.evidence !== ""));
  let last = "";
  for (const item of items) {
    if (item.address !== "" && item.address !== last) {
      item.changed = last;
      last = item.address;
    }
  }
  return items;
}
const worst = (...decided) => ["ambiguous", "none", "browserSibling", "signIn"].find(kind => decided.includes(kind));
const addresses = session => session.seen ??= [...new Set([...session.evidence.map(one => text(one[4])), ...session.events.map(one => text(one[4]))].filter(one => one !== ""))];

// A lane for each address: evidence on top, so that no event hides it; events in bins on a line, recovered above it, the others below.
function strip(session, items) {
  const bins = 110, lanes = addresses(session).slice(0, 8);
  if (items.some(item => !lanes.includes(item.address))) lanes.push("");
  const times = items.map(item => Date.parse(item.time)).filter(time => !isNaN(time));
  const start = Math.min(...times), span = Math.max(Math.max(...times) - start, 1);
  const share = item => (Date.parse(item.time) - start) / span || 0;
  const tall = 62, made = drawing("svg", { class: "strip", height: tall * lanes.length + 18, role: "img",
    "aria-label": `${count(items.filter(item => item.evidence).length, "piece")} of evidence and ${count(items.filter(item => !item.evidence).length, "redacted event")} from ${readable(items[0].time)} to ${readable(items.at(-1).time)}, by address: ${lanes.map(lane => lane || "unknown").join(", ")}` });
  lanes.forEach((lane, number) => {
    const top = tall * number, line = top + 46;
    const inLane = items.filter(item => (lanes.includes(item.address) ? item.address : "") === lane);
    made.append(drawing("text", { class: "lane", x: 0, y: top + 11 }, lane || (addresses(session).length > 8 ? "other or unknown address" : "address unknown")),
      drawing("line", { class: "axis", x1: "0", x2: "100%", y1: line, y2: line }));
    const counted = new Map();
    for (const item of inLane.filter(one => one.evidence === "")) {
      const bin = Math.min(Math.floor(share(item) * bins), bins - 1), counts = counted.get(bin) ?? counted.set(bin, { signIn: 0, browserSibling: 0, ambiguous: 0, none: 0, from: item.time, to: item.time }).get(bin);
      counts[item.kind]++;
      counts.to = item.time;
    }
    const size = number => Math.min(4 + 3 * Math.log2(number), 16);
    for (const [bin, counts] of counted) {
      const x = `${1 + 98 * (bin + .1) / bins}%`, width = `${98 * .8 / bins}%`;
      const title = `${matches.filter(kind => counts[kind]).map(kind => `${formatted(counts[kind])} ${words[kind]}`).join(", ")}; ${readable(counts.from)}${counts.from === counts.to ? "" : ` to ${readable(counts.to)}`}`;
      let y = line;
      for (const kind of ["signIn", "browserSibling"]) if (counts[kind]) made.append(drawing("rect", { class: `f-${kind}`, x, width, y: y -= size(counts[kind]), height: size(counts[kind]) }, drawing("title", {}, title)));
      y = line + 1;
      for (const kind of ["ambiguous", "none"]) if (counts[kind]) {
        made.append(drawing("rect", { class: `f-${kind}`, x, width, y, height: size(counts[kind]) / 1.4 }, drawing("title", {}, title)));
        y += size(counts[kind]) / 1.4;
      }
    }
    for (const item of inLane.filter(one => one.evidence !== "").sort((a, b) => (a.evidence === "sign-in") - (b.evidence === "sign-in")))
      made.append(drawing("svg", { x: `${1 + 98 * share(item)}%`, y: top + 22, overflow: "visible" }, mark(item.evidence, `${item.evidence} ${item.name}, ${readable(item.time)}`)));
  });
  const bottom = tall * lanes.length + 12;
  made.append(drawing("text", { x: 0, y: bottom }, readable(items[0].time)));
  if (span > 1) made.append(drawing("text", { x: "100%", y: bottom, "text-anchor": "end" }, readable(items.at(-1).time)));
  return made;
}
const mark = (evidence, title) => {
  const made = evidence === "sign-in" ? drawing("path", { class: "f-signIn", d: "M0 -7 7 0 0 7 -7 0Z" }) : drawing("circle", { class: "ring", r: 4.5 });
  if (title) made.append(drawing("title", {}, title));
  return made;
};
const block = (kind, above) => [drawing("rect", { class: `f-${kind}`, x: -4, y: above ? -6 : 1, width: 8, height: 6 }), drawing("line", { class: "axis", x1: -8, x2: 8, y1: .5, y2: .5 })];
const sample = (...content) => drawing("svg", { "aria-hidden": "true", viewBox: "-8 -8 16 16" }, ...content);
const legend = () => element("ul", { class: "legend", "aria-label": "Marks of the timeline" },
  element("li", {}, sample(mark("sign-in")), "sign-in"), element("li", {}, sample(mark("browser call")), "browser call"),
  element("li", {}, sample(...block("signIn", true)), "events recovered by sign-in"),
  element("li", {}, sample(...block("browserSibling", true)), "recovered by browser call"),
  element("li", {}, sample(...block("ambiguous", false)), "ambiguous"),
  element("li", {}, sample(...block("none", false)), "without evidence"));
