
function headline() {
  const { totals } = data, [signIn, sibling, ambiguous, none] = totals.events;
  const recovered = signIn + sibling, open = ambiguous + none, all = recovered + open;
  at("lead").textContent = all > 0
    ? `${count(all, "console event")} in ${count(totals.files - totals.complete, "log file")} ${all === 1 ? "hides" : "hide"} the caller's address, user agent or both. ${open === 0 ? "All of them are recovered." : recovered === 0 ? "None is recovered." : `${formatted(recovered)} ${recovered === 1 ? "is" : "are"} recovered, ${formatted(open)} ${open === 1 ? "stays" : "stay"} redacted.`}`
    : totals.complete > 0
      ? `${count(totals.complete, "log file")} had complete copies before this run and ${totals.complete === 1 ? "was" : "were"} left alone; this page does not cover them. No redacted console event in ${count(totals.files - totals.complete, "other file")}.`
      : `No redacted console event in ${count(totals.files, "log file")}.`;
  const facts = [
    ["Read", data.inputs.length ? data.inputs.slice(0, 3).join(", ") + (data.inputs.length > 3 ? ` and ${data.inputs.length - 3} more` : "") : "the samples in events/"],
    ["Redacted events", data.from ? `${readable(data.from)} to ${readable(data.to)} UTC` : ""],
    ["Made", `${data.made} UTC by CloudTrailEnricher ${data.version}`],
  ];
  at("facts").append(...facts.filter(([, value]) => value !== "").map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

function notes() {
  const { totals } = data, made = [];
  if (data.interrupted) made.push("The run was ended before all files were read. What this page counts is done; the rest is not in it.");
  if (totals.complete > 0) made.push(`This page covers this run only. ${count(totals.complete, "file")} of ${formatted(totals.files)} had complete copies from earlier runs, and what is in them is not counted. For a page over everything, run with --dry-run and without --resume: it writes no copies.`);
  if (totals.failed > 0) made.push(`${count(totals.failed, "file")} could not be read; what is in ${totals.failed === 1 ? "it" : "them"} is not counted.`);
  return made.map(note => element("p", { class: "card note" }, note));
}

function summary() {
  const { totals } = data, recovered = totals.events[0] + totals.events[1], all = sum(totals.events);
  const field = (name, counts) => sum(counts) === 0 ? []
    : [element("div", { class: "field" }, element("span", {}, name), bar(counts, true), element("span", { class: "number" }, `${formatted(counts[0] + counts[1])} of ${formatted(sum(counts))} recovered`))];
  at("summary").append(...notes(),
    element("div", { class: "card hero" },
      element("div", {}, element("div", { class: "share" }, all === 0 ? "–" : `${Math.floor(100 * recovered / all)} %`), element("div", { class: "soft" }, `${formatted(recovered)} of ${count(all, "event")} recovered`)),
      element("div", {}, bar(totals.events),
        element("ul", { class: "legend", "aria-label": "Events by how they were decided" }, matches.map((kind, i) => element("li", {}, tag(kind), element("b", {}, formatted(totals.events[i]))))),
        field("Addresses", totals.addresses), field("User agents", totals.agents))),
    element("dl", { class: "tiles" },
      [["Log files", totals.files, `${formatted(totals.enriched)} enriched, ${formatted(totals.copied)} unchanged`],
        ["Records", totals.records, "read"],
        ["Sessions", totals.sessions, "with redacted events"],
        ["Accounts", data.accounts.length, "with redacted events"],
        ["Look-alikes", totals.lookAlikes, "left as they are"],
        ["Failed files", totals.failed, totals.failed === 0 ? "none" : "listed below"]]
        .map(([name, number, note]) => element("div", { class: "tile" }, element("dt", {}, name), element("dd", {}, formatted(number), element("small", {}, note))))),
    histogram() ?? "");
}

// Events over time: recovered above the line, what stays redacted below it.
function histogram() {
  const { hours, bars } = data.histogram;
  if (bars.length === 0) return null;
  const first = bars[0][0], places = bars.at(-1)[0] - first + 1;
  const up = Math.max(...bars.map(one => one[1])), down = Math.max(...bars.map(one => one[2]));
  const height = 84, zero = up === 0 ? 6 : 6 + height, low = down === 0 ? 0 : Math.max(14, up === 0 ? height : Math.min(height, height * down / up));
  const wide = Math.min(100 / places, 6), start = (100 - wide * places) / 2 * (places < 16 ? 0 : 1);
  const unit = hours === 1 ? "hour" : hours < 24 ? `${hours} hours` : hours === 24 ? "day" : hours === 168 ? "week" : hours === 720 ? "30 days" : "365 days";
  const name = place => readable(new Date(place * hours * 3600000).toISOString()).slice(0, hours < 24 ? 16 : 10);
  const chart = drawing("svg", { class: "chart", height: zero + low + 26, role: "img",
    "aria-label": `Redacted events per ${unit}, from ${name(first)} to ${name(bars.at(-1)[0])}: at most ${formatted(up)} recovered and ${formatted(down)} that stay redacted` });
  for (const [place, recovered, open] of bars) {
    const x = `${start + wide * (place - first)}%`, width = `${wide * .86}%`, title = `${name(place)}: ${formatted(recovered)} recovered, ${formatted(open)} stay redacted`;
    const tall = recovered === 0 ? 0 : Math.max(2, height * recovered / up), deep = open === 0 ? 0 : Math.max(2, low * open / down);
    if (tall) chart.append(drawing("rect", { class: "f-signIn", x, width, y: zero - tall, height: tall }, drawing("title", {}, title)));
    if (deep) chart.append(drawing("rect", { class: "f-none", x, width, y: zero + 1, height: deep }, drawing("title", {}, title)));
  }
  chart.append(drawing("line", { class: "axis", x1: "0", x2: "100%", y1: zero + .5, y2: zero + .5 }));
  const right = start + wide * places, last = bars.at(-1)[0], middle = Math.floor(places / 2);
  const labels = right < 60 ? [[0, `${name(first)} to ${name(last + 1)}`, "start"]]
    : [[start, name(first), "start"], [start + wide * middle, name(first + middle), "middle"], [right, name(last), "end"]];
  for (const [x, label, anchor] of labels) chart.append(drawing("text", { x: `${x}%`, y: zero + low + 18, "text-anchor": anchor }, label));
  return element("div", { class: "card" }, element("h3", {}, `Redacted events per ${unit}`), chart,
    element("ul", { class: "legend" },
      element("li", {}, element("i", { class: "bg-signIn" }), "recovered, above the line, at most ", element("b", {}, formatted(up))),
      element("li", {}, element("i", { class: "bg-none" }), "stay redacted, below it, at most ", element("b", {}, formatted(down)))));
}

function breakdown(title, head, rows) {
  const { made, body, row } = table(title, [head, "Events", "Recovered", "Unresolved"], [
    head, element("th", { scope: "col", role: "columnheader", class: "w-bar" }, "Events"),
    element("th", { scope: "col", role: "columnheader", class: "number" }, "Recovered"), element("th", { scope: "col", role: "columnheader", class: "number" }, "Unresolved")]);
  const largest = Math.max(...rows.map(one => sum(one.slice(1))));
  const more = sliced(body, rows, 10, ([name, ...counts]) => {
    const scaled = bar(counts, true);
    scaled.style.width = `max(10px, ${100 * sum(counts) / largest}%)`;
    scaled.style.marginTop = "7px";
    return row([head === "Service" ? service(name) : name, [scaled, "w-bar"], [formatted(counts[0] + counts[1]), "number"], [formatted(counts[2] + counts[3]), "number"]]);
  });
  return element("div", { class: "card" }, element("h3", {}, title), made, more);
}

function lookAlikes() {
  if (data.totals.lookAlikes === 0) return;
  at("s-alike").hidden = false;
  const { made, body, row } = table("Look-alikes by reason", ["Events", "Why there is nothing to recover"], [element("th", { scope: "col", role: "columnheader", class: "number w-count" }, "Events"), "Why there is nothing to recover"]);
  body.append(...data.lookAlikes.map(([, meaning, number]) => row([[formatted(number), "number"], meaning])));
  at("alike").append(element("div", { class: "card" }, element("p", { class: "soft" }, "These records read AWS Internal too, but that is the truth there, or nothing names their session. They are not counted above."), made));
}

function failures() {
  if (data.failures.length === 0) return;
  at("s-failures").hidden = false;
  const { made, body, row } = table("Files that failed", ["File", "Reason"]);
  const more = sliced(body, data.failures, 50, ([file, reason]) => row([[file, "mono"], reason]));
  at("failures").append(element("div", { class: "card" }, made, more,
    data.failures.length < data.totals.failed ? element("p", { class: "soft" }, `The first ${formatted(data.failures.length)} of ${formatted(data.totals.failed)}.`) : null));
}
