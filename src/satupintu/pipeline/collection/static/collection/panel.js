// Shows what waits on this phone and sends it when there is signal: on its own, again and again with longer pauses,
// or at once when asked. Also puts the service worker in its place.
(function (root) {
  "use strict";

  var panel = document.getElementById("antrean");
  var queue = root.pendataan.queue;
  if (!panel || !root.indexedDB || !root.fetch) return;

  var words = JSON.parse(document.getElementById("kata").textContent);
  var addresses = { send: panel.dataset.send, who: panel.dataset.who };
  var user = Number(panel.dataset.user);
  var FIRST = 5000;
  var LONGEST = 10 * 60 * 1000;
  var pause = FIRST;
  var timer = null;
  var busy = false;
  var again = false;
  var last = "";
  var isHalfDone = false;

  function say(name, n, text) {
    return words[name].replace(/\{n\}/g, n).replace(/\{text\}/g, text);
  }

  function element(tag, text, name) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  async function show() {
    var all = await queue.entries();
    var mine = all.filter(function (one) { return one.user === user; });
    var count = function (state) { return mine.filter(function (one) { return one.state === state; }).length; };
    var waiting = count("waiting");
    var refused = count("refused");
    var sent = count("sent");
    var others = all.filter(function (one) { return one.user !== user && one.state !== "sent"; });
    panel.hidden = !(mine.length || others.length);
    var trouble = refused || (waiting && (last === "signed_out" || last === "barred"));
    panel.className = "sp-waiting" +
      (trouble ? " sp-waiting--trouble" : waiting ? " sp-waiting--wait" : sent ? " sp-waiting--done" : "");
    panel.dataset.waiting = waiting;
    var lines = [];
    if (waiting) lines.push(say("waiting", waiting));
    if (waiting && busy) lines.push(words.sending);
    else if (waiting && words[last]) lines.push(words[last]);
    if (refused) lines.push(say("refused", refused));
    if (!waiting && !refused && sent) lines.push(words.nothing);
    if (sent) lines.push(say("sent", sent));
    if (isHalfDone) lines.push(words.half_done);
    byPerson(others).forEach(function (one) { lines.push(say("others", one.n, one.name)); });
    var told = panel.querySelector("[data-say]");
    if (told.dataset.lines !== lines.join("\n")) {
      told.dataset.lines = lines.join("\n");
      told.replaceChildren.apply(told, lines.map(function (line) { return element("p", line); }));
      if (waiting && last === "signed_out") told.append(signIn());
    }
    panel.querySelector("[data-send-now]").hidden = !waiting;
    panel.querySelector("[data-list]").hidden = !mine.length;
    panel.querySelector("[data-entries]").replaceChildren.apply(
      panel.querySelector("[data-entries]"), mine.slice().reverse().map(row));
  }

  function byPerson(others) {
    var found = {};
    others.forEach(function (one) {
      found[one.user] = found[one.user] || { name: one.userName, n: 0 };
      found[one.user].n += 1;
    });
    return Object.values(found);
  }

  function signIn() {
    var line = element("p");
    var link = element("a", words.sign_in, "govuk-link");
    link.href = panel.dataset.signIn + "?next=" + encodeURIComponent(location.pathname);
    line.append(link);
    return line;
  }

  function when(moment) {
    return new Date(moment).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }

  function row(entry) {
    var item = element("li");
    var text = element("span");
    text.append(element("strong", entry.title));
    var states = { waiting: ["!", "wait"], sent: ["✓", "yes"], refused: ["×", "no"] };
    var state = words["state_" + entry.state] + (entry.number ? ", " + say("number", entry.number) : "");
    text.append(element("small", entry.state === "refused" ? entry.sentence || words.too_large : when(entry.keptAt)));
    var tag = element("span", "", "sp-tag sp-tag--" + states[entry.state][1]);
    tag.append(element("span", states[entry.state][0], "sp-tag__shape"), " " + state);
    item.append(text, tag);
    if (queue.canChange(entry)) {
      var button = element("button", entry.state === "refused" ? words.mend : words.change, "sp-quiet-button");
      button.type = "button";
      button.addEventListener("click", function () { change(entry); });
      item.append(button);
    } else if (entry.state === "sent" && entry.number) {
      var link = element("a", words.mend, "govuk-link");
      link.href = entry.page + "?ganti=" + entry.number;
      item.append(link);
    }
    return item;
  }

  // Back into the form, where the page finds it as its draft.
  async function change(entry) {
    var key = root.pendataan.draftKey(entry.user, entry.form, entry.replaces, entry.about);
    var ended = await queue.takeBack(entry.id, function (one) {
      return { key: key, id: one.state === "refused" ? queue.newId() : one.id, fields: one.fields, files: one.files };
    });
    isHalfDone = ended === "half_done";
    if (ended !== "taken") return show();
    var query = entry.replaces ? "?ganti=" + entry.replaces : entry.about ? "?tentang=" + entry.about : "";
    if (location.pathname === entry.page && location.search === query) location.reload();
    else location.assign(entry.page + query);
  }

  root.pendataan.draftKey = function (user, form, replaces, about) {
    return [user, form, replaces || "", about || ""].join(":");
  };

  async function send() {
    clearTimeout(timer);
    if (busy) { again = true; return; }
    busy = true;
    again = false;
    try {
      await show();
      last = await queue.send(addresses, show);
    } catch (trouble) {
      last = "trouble";
    }
    busy = false;
    await show();
    var retry = last === "offline" || last === "trouble";
    pause = retry ? Math.min(pause * 2, LONGEST) : FIRST;
    if (again) send();
    else if (retry) timer = setTimeout(send, pause * (0.75 + Math.random() / 2));
  }

  function sendNow() {
    pause = FIRST;
    return send();
  }

  // Kept pages know who was signed in then: with signal, a page of somebody else's is fetched anew, once.
  async function checkPerson() {
    var me;
    try { me = await queue.who(addresses.who); } catch (trouble) { return; }
    if (!me.user || me.user === user) sessionStorage.removeItem("pendataan-baru");
    else if (!sessionStorage.getItem("pendataan-baru")) {
      sessionStorage.setItem("pendataan-baru", "1");
      location.reload();
    }
  }

  root.pendataan.panel = { say: say, send: sendNow, show: show, user: user, userName: panel.dataset.userName, words: words };
  panel.querySelector("[data-send-now]").addEventListener("click", sendNow);
  root.addEventListener("online", sendNow);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) sendNow(); });
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(panel.dataset.worker, { scope: panel.dataset.scope }).catch(function () {});
    navigator.serviceWorker.ready.then(function (ready) { ready.active.postMessage("renew"); });
  }
  show().then(sendNow).then(checkPerson).catch(function () {});
})(globalThis);
