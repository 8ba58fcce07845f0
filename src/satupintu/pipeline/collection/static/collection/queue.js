// What was filled in and has not reached the server: kept in the phone's own database, sent once, in order.
//
// An entry: {id, sequence, user, userName, title, body, answers, form, files, state, sentence, number, attempts, keptAt}.
// `body` is the text that is sent, the same however often; `files` hold their bytes. An entry is `waiting` until the
// server says that it has it (`sent`: its answers and photos are then removed) or will not take it (`refused`).
(function (root) {
  "use strict";

  var NAME = "pendataan";
  var SENT_KEPT = 50;
  var opened = null;

  function open() {
    opened = opened || new Promise(function (resolve, reject) {
      var request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = function () {
        request.result.createObjectStore("queue", { keyPath: "id" });
        request.result.createObjectStore("drafts", { keyPath: "key" });
        request.result.createObjectStore("meta", { keyPath: "key" });
      };
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { opened = null; reject(request.error); };
    });
    return opened;
  }

  // One transaction: `work` is given the stores and may return a request, whose result is the answer.
  async function transact(names, mode, work) {
    var database = await open();
    return new Promise(function (resolve, reject) {
      var transaction = database.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : {});
      var stores = names.map(function (name) { return transaction.objectStore(name); });
      var request = work.apply(null, stores);
      transaction.oncomplete = function () { resolve(request && request.result); };
      transaction.onabort = transaction.onerror = function () { reject(transaction.error); };
    });
  }

  function get(store, key) {
    return transact([store], "readonly", function (kept) { return kept.get(key); });
  }

  function put(store, value) {
    return transact([store], "readwrite", function (kept) { kept.put(value); });
  }

  function remove(store, key) {
    return transact([store], "readwrite", function (kept) { kept.delete(key); });
  }

  async function entries() {
    var found = await transact(["queue"], "readonly", function (queue) { return queue.getAll(); });
    return found.sort(function (a, b) { return a.sequence - b.sequence; });
  }

  // Puts an entry into the queue, gives it the phone's next number and drops its draft: all of it or nothing. Where
  // another open page kept its draft under the same name already, it gets another: nothing takes another's place.
  async function add(entry, draftKey) {
    var draft = entry.id;
    await transact(["queue", "drafts", "meta"], "readwrite", function (queue, drafts, meta) {
      var there = queue.getKey(entry.id);
      dropDraft(drafts, draftKey, draft);
      var request = meta.get("sequence");
      request.onsuccess = function () {
        if (there.result) entry.id = newId();
        entry.sequence = ((request.result && request.result.value) || 0) + 1;
        entry.body = JSON.stringify(Object.assign({ sequence: entry.sequence, instance_id: entry.id }, entry.said));
        delete entry.said;
        meta.put({ key: "sequence", value: entry.sequence });
        queue.put(entry);
      };
    });
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(function () {});
    return entry;
  }

  // Drafts, one a form. That of another page, or what was taken back from the queue, may be all there is of a business:
  // nothing is written over it, and nobody else drops it.
  function dropDraft(drafts, key, id) {
    var request = drafts.get(key);
    request.onsuccess = function () {
      if (request.result && isOf(request.result, id)) drafts.delete(key);
    };
  }

  function putDraft(draft) {
    return transact(["drafts"], "readwrite", function (drafts) {
      var request = drafts.get(draft.key);
      request.onsuccess = function () {
        if (!isFilled(request.result) || isOf(request.result, draft.id)) drafts.put(draft);
      };
    });
  }

  function isOf(draft, id) {
    return !draft.id || draft.id === id; // earlier versions gave what was taken back no name
  }

  function isFilled(draft) {
    if (!draft) return false;
    return (draft.files || []).length > 0 || Object.keys(draft.fields || {}).some(function (name) {
      return name !== "area" && draft.fields[name].some(function (value) { return value.trim(); });
    });
  }

  // Takes a refused entry, or one that was never on its way, back to be changed: it becomes the form's draft, unless
  // another half filled in stands there. One that may have arrived stays as it is, since the server keeps what came
  // first. Answers how it ended: taken | half_done | gone.
  async function takeBack(id, draft) {
    var ended = "gone";
    await locked(function () {
      return transact(["queue", "drafts"], "readwrite", function (queue, drafts) {
        var request = queue.get(id);
        request.onsuccess = function () {
          var entry = request.result;
          if (!entry || !canChange(entry)) return;
          var made = draft(entry);
          var there = drafts.get(made.key);
          there.onsuccess = function () {
            ended = isFilled(there.result) ? "half_done" : "taken";
            if (ended === "half_done") return;
            drafts.put(made);
            queue.delete(id);
          };
        };
      });
    });
    return ended;
  }

  function newId() {
    if (root.crypto.randomUUID) return "web:" + root.crypto.randomUUID(); // only where the page came by https
    var bytes = root.crypto.getRandomValues(new Uint8Array(16));
    return "web:" + Array.from(bytes, function (one) { return (one + 256).toString(16).slice(1); }).join("");
  }

  function canChange(entry) {
    return entry.state === "refused" || (entry.state === "waiting" && !entry.attempts);
  }

  // Only one page of the phone sends at a time; where the browser has no locks the server still counts once.
  function locked(work) {
    return navigator.locks ? navigator.locks.request("pendataan", work) : work();
  }

  // Who is signed in: {user, token}, {user: null} for nobody or an account that may not collect. Throws without signal.
  async function who(address) {
    var answer = await fetch(address, { redirect: "manual", cache: "no-store", credentials: "same-origin" });
    if (answer.type === "opaqueredirect") return { user: null };
    if (answer.status === 403) return { user: null, barred: true };
    if (!answer.ok) throw new Error("server " + answer.status);
    return answer.json();
  }

  // Sends what waits, oldest first, and tells `told` after each. One that the server fails at, or that is too much for
  // the line, holds nobody else up; a second in a row is the server's own trouble. Answers how it ended:
  // empty | done | offline | trouble | signed_out | barred | others.
  function send(addresses, told) {
    return locked(async function () {
      var waiting = (await entries()).filter(function (one) { return one.state === "waiting"; });
      if (!waiting.length) return "empty";
      var me;
      try { me = await who(addresses.who); } catch (trouble) { return navigator.onLine ? "trouble" : "offline"; }
      if (!me.user) return me.barred ? "barred" : "signed_out";
      var mine = waiting.filter(function (one) { return one.user === me.user; });
      var isStuck = false;
      var isLeft = false;
      for (var entry of mine) {
        entry.attempts = (entry.attempts || 0) + 1;
        await put("queue", entry);
        var ended = await sendOne(entry, me.token, addresses.send);
        if (ended === "stuck" && !isStuck) {
          isStuck = isLeft = true;
          continue;
        }
        if (ended) return ended === "stuck" ? "trouble" : ended;
        isStuck = false;
        await told();
      }
      await prune();
      if (isLeft) return "trouble";
      return mine.length < waiting.length ? "others" : "done";
    });
  }

  async function sendOne(entry, token, address) {
    var data = new FormData();
    data.append("submission", entry.body);
    data.append("sent_at", new Date().toISOString());
    entry.files.forEach(function (file) { data.append(file.name, new Blob([file.bytes], { type: file.type }), file.name); });
    var patience = new AbortController();
    var timer = setTimeout(function () { patience.abort(); }, 120000);
    try {
      var answer = await fetch(address, {
        method: "POST", body: data, headers: { "X-CSRFToken": token }, credentials: "same-origin",
        redirect: "manual", signal: patience.signal,
      });
      if (answer.type === "opaqueredirect") return "signed_out";
      if (answer.status === 413) return settle(entry, "refused", { sentence: "" });
      if (!(answer.headers.get("Content-Type") || "").includes("json")) return "stuck";
      var said = await answer.json();
      if (said.state === "kept" || said.state === "known") return settle(entry, "sent", said);
      if (said.state === "refused") return settle(entry, "refused", said);
      return said.state === "other" ? "others" : "trouble";
    } catch (trouble) {
      if (patience.signal.aborted) return "stuck";
      return navigator.onLine ? "trouble" : "offline";
    } finally {
      clearTimeout(timer);
    }
  }

  async function settle(entry, state, said) {
    entry.state = state;
    entry.sentence = said.sentence;
    entry.number = said.number || null;
    entry.settledAt = new Date().toISOString();
    if (state === "sent") {
      delete entry.body;
      delete entry.answers;
      delete entry.fields;
      entry.files = [];
    }
    await put("queue", entry);
    return "";
  }

  async function prune() {
    var sent = (await entries()).filter(function (one) { return one.state === "sent"; });
    for (var entry of sent.slice(0, Math.max(0, sent.length - SENT_KEPT))) await remove("queue", entry.id);
  }

  root.pendataan = root.pendataan || {};
  root.pendataan.queue = {
    add: add, canChange: canChange, entries: entries, get: get, newId: newId, put: put, putDraft: putDraft,
    remove: remove, send: send, takeBack: takeBack, who: who,
  };
})(globalThis);
