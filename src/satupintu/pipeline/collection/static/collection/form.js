// The form on the phone: questions come and go by their conditions, answers are checked before they are kept, photos
// are made small, and what is half filled in is still there after the page was closed.
(function (root) {
  "use strict";

  var form = document.getElementById("formulir");
  var ours = root.pendataan;
  if (!form || !ours.panel) return; // an old browser: the page is sent as an ordinary one

  var queue = ours.queue;
  var panel = ours.panel;
  var words = panel.words;
  var questions = Array.from(form.querySelectorAll("[data-question]")).map(function (box) {
    var tree = function (name) { return box.dataset[name] ? JSON.parse(box.dataset[name]) : null; };
    return {
      box: box, name: box.dataset.question, kind: box.dataset.kind, required: "required" in box.dataset,
      rupiah: "rupiah" in box.dataset,
      relevant: tree("relevant"), constraint: tree("constraint"),
    };
  });
  var replaces = form.elements.replaces.value;
  var about = form.elements.about.value;
  var key = ours.draftKey(panel.user, form.dataset.form, replaces, about);
  var photos = {}; // by question: {name, type, bytes}
  var shrinking = {};
  var id = form.elements.instance_id.value;
  var saving = null;
  var isSaved = false;

  // Answers, as satupintu.pipeline.collection.web.reading has them.

  // What parts the digits of a NIK (satupintu.engine.nik.SEPARATORS), as copied from a message.
  var apart = /[\s.'`\u2018-\u201b\u00b4\u02bc\u2032\u00b7\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

  function field(question, part) {
    return form.elements[question.name + (part ? "." + part : "")];
  }

  function read(question) {
    if (question.kind === "photo") return photos[question.name] ? photos[question.name].name : "";
    if (question.kind === "date") {
      return date(["day", "month", "year"].map(function (part) { return field(question, part).value.trim(); }));
    }
    if (question.kind === "select_multiple") {
      return Array.from(question.box.querySelectorAll("input:checked")).map(function (one) { return one.value; }).join(" ");
    }
    var text = field(question).value.trim();
    if (question.name === "nik" || question.name === "kk") return text.replace(apart, "");
    return question.kind === "integer" || question.kind === "decimal" ? number(text) : text;
  }

  // 'Rp1.500.000,-' as people write it, '1500000' as it is kept.
  function number(text) {
    var bare = text.replace(/^Rp\.?\s*|[.,]-+$/gi, "");
    var found = /^(\d{1,3}(?:[. ]\d{3})+)(?:,(\d+))?$/.exec(bare);
    if (found) return found[1].replace(/[. ]/g, "") + (found[2] ? "." + found[2] : "");
    return bare.replace(",", ".");
  }

  function date(parts) {
    if (!parts.join("")) return "";
    var numbers = parts.map(Number);
    var made = new Date(Date.UTC(numbers[2], numbers[1] - 1, numbers[0]));
    var isReal = parts.every(function (one) { return /^\d+$/.test(one); }) && numbers[2] > 1899 &&
      made.getUTCDate() === numbers[0] && made.getUTCMonth() === numbers[1] - 1;
    return isReal ? made.toISOString().slice(0, 10) : parts.join(" ");
  }

  function trouble(question, answer, get) {
    if (!answer) return question.required ? words.required : "";
    if (question.kind === "integer" && !/^-?\d{1,15}$/.test(answer)) return words.digits;
    if (question.kind === "decimal" && !/^-?\d{1,15}(\.\d+)?$/.test(answer)) return words.digits;
    if (question.rupiah && /\.0*[1-9]/.test(answer)) return words.rupiah;
    if (question.kind === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(answer)) return words.date;
    if (!question.constraint || ours.truth(ours.evaluate(question.constraint, get, answer))) return "";
    return question.box.dataset.message || words.constraint;
  }

  // Goes through the form once: hides what does not apply, and answers what counts and what is amiss.
  function look() {
    var answers = {};
    var troubles = [];
    var get = function (name) { return answers[name] || ""; };
    questions.forEach(function (question) {
      var applies = !question.relevant || ours.truth(ours.evaluate(question.relevant, get, ""));
      question.box.hidden = !applies;
      if (!applies || question.kind === "note") return;
      var answer = read(question);
      if (answer) answers[question.name] = answer;
      var sentence = trouble(question, answer, get);
      if (sentence) troubles.push({ question: question, sentence: sentence });
    });
    return { answers: answers, troubles: troubles };
  }

  function showError(question, sentence) {
    var place = question.box.querySelector(".govuk-error-message");
    if (!place) return;
    place.hidden = !sentence;
    place.querySelector("[data-error]").textContent = sentence;
    question.box.classList.toggle("govuk-form-group--error", Boolean(sentence));
    question.box.querySelectorAll("input, select, textarea").forEach(function (one) {
      if (sentence) one.setAttribute("aria-invalid", "true"); else one.removeAttribute("aria-invalid");
    });
  }

  function showErrors(troubles) {
    questions.forEach(function (question) { showError(question, ""); });
    troubles.forEach(function (one) { showError(one.question, one.sentence); });
    var summary = document.getElementById("galat");
    summary.hidden = !troubles.length;
    var list = summary.querySelector("ul");
    list.replaceChildren.apply(list, troubles.map(function (one) {
      var item = document.createElement("li");
      var link = document.createElement("a");
      link.href = "#q-" + one.question.name;
      link.textContent = one.question.box.querySelector("label, legend").firstChild.textContent.trim() + ": " + one.sentence;
      link.addEventListener("click", function (event) {
        event.preventDefault();
        document.getElementById("q-" + one.question.name).focus();
      });
      item.append(link);
      return item;
    }));
    if (troubles.length) summary.focus();
  }

  // Photos.

  async function shrink(file, longest) {
    var picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    var canvas = document.createElement("canvas");
    var side = longest;
    for (var quality of [0.7, 0.6, 0.5, 0.5, 0.5]) {
      var scale = Math.min(1, side / Math.max(picture.width, picture.height));
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      var made = await new Promise(function (resolve) { canvas.toBlob(resolve, "image/jpeg", quality); });
      if (made && made.size < 300 * 1000) return made;
      if (quality === 0.5) side = Math.round(side * 0.75);
    }
    return made;
  }

  async function takePhoto(question, input) {
    var box = question.box.querySelector("[data-photo]");
    var file = input.files[0];
    if (!file) return;
    box.hidden = false;
    box.querySelector("[data-photo-say]").textContent = words.photo_wait;
    try {
      var made = await shrink(file, Number(input.dataset.pixels) || 1280);
      photos[question.name] = {
        name: question.name + "-" + Date.now() + ".jpg", type: "image/jpeg", bytes: await made.arrayBuffer(),
      };
    } catch (broken) {
      delete photos[question.name];
      showPhoto(question);
      showError(question, words.photo_broken);
      return;
    } finally {
      input.value = "";
    }
    showError(question, "");
    showPhoto(question);
    saveDraft();
  }

  function showPhoto(question) {
    var box = question.box.querySelector("[data-photo]");
    var photo = photos[question.name];
    box.hidden = !photo;
    question.box.querySelector("[data-photo-take]").textContent = photo ? words.photo_again : words.photo_take;
    if (!photo) return;
    box.querySelector("[data-photo-say]").textContent =
      words.photo_kept.replace("{n}", Math.ceil(photo.bytes.byteLength / 1000));
    var reader = new FileReader();
    reader.onload = function () { box.querySelector("img").src = reader.result; };
    reader.readAsDataURL(new Blob([photo.bytes], { type: photo.type }));
  }

  // A button in our own words in place of the browser's: what it says is about a file that is no longer there.
  function photoButton(input) {
    var made = document.createElement("label");
    made.htmlFor = input.id;
    made.className = "govuk-button govuk-button--secondary sp-photo-take";
    made.textContent = words.photo_take;
    made.dataset.photoTake = "";
    made.setAttribute("aria-hidden", "true"); // the input beside it has the question's own label
    return made;
  }

  function takePlace(question, button) {
    var told = question.box.querySelector("[data-place-say]");
    told.textContent = words.place_wait;
    navigator.geolocation.getCurrentPosition(function (found) {
      var at = found.coords;
      field(question).value = [at.latitude, at.longitude, at.altitude || 0, Math.round(at.accuracy)].join(" ");
      told.textContent = "± " + Math.round(at.accuracy) + " m";
      changed();
    }, function () { told.textContent = words.place_none; }, { enableHighAccuracy: true, timeout: 30000 });
  }

  // What is half filled in.

  function fields() {
    var found = {};
    new FormData(form).forEach(function (value, name) {
      if (typeof value !== "string" || ["csrfmiddlewaretoken", "instance_id", "replaces", "about"].includes(name)) return;
      (found[name] = found[name] || []).push(value);
    });
    return found;
  }

  function restore(kept) {
    Object.keys(kept).forEach(function (name) {
      Array.from(form.querySelectorAll("[name='" + CSS.escape(name) + "']")).forEach(function (one) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = kept[name].includes(one.value);
        else if (one.type !== "file" && one.type !== "hidden") one.value = kept[name][0];
      });
    });
  }

  function saveDraft() {
    clearTimeout(saving);
    saving = null;
    if (isSaved) return Promise.resolve();
    return queue.putDraft({ key: key, id: id, fields: fields(), files: filesKept(), photos: Object.keys(photos) })
      .catch(function () {});
  }

  function filesKept() {
    return Object.keys(photos).map(function (name) { return Object.assign({ question: name }, photos[name]); });
  }

  function changed() {
    look();
    clearTimeout(saving);
    saving = setTimeout(saveDraft, 300);
  }

  function note(text, name) {
    var old = document.getElementById("kabar");
    if (old) old.remove();
    var box = document.createElement("div");
    box.id = "kabar";
    box.className = "govuk-notification-banner" + (name ? " govuk-notification-banner--" + name : "");
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    var inside = document.createElement("div");
    inside.className = "govuk-notification-banner__content";
    var line = document.createElement("p");
    line.className = "govuk-notification-banner__heading";
    line.textContent = text;
    inside.append(line);
    box.append(inside);
    form.before(box);
    return box;
  }

  async function restoreDraft() {
    var draft = await queue.get("drafts", key);
    if (!draft) return;
    if (draft.id) id = draft.id;
    restore(draft.fields || {});
    (draft.files || []).forEach(function (file) {
      photos[file.question] = { name: file.name, type: file.type, bytes: file.bytes };
    });
    questions.forEach(function (question) { if (question.kind === "photo") showPhoto(question); });
    note(words.draft);
    look();
  }

  // Keeping.

  async function keep() {
    await Promise.all(Object.values(shrinking));
    var found = look();
    showErrors(found.troubles);
    if (found.troubles.length) return;
    clearTimeout(saving);
    isSaved = true; // no draft may follow it into the database
    var wanted = new Set(Object.values(found.answers));
    var entry = {
      id: id, user: panel.user, userName: panel.userName, state: "waiting", attempts: 0,
      title: found.answers.business_name || found.answers.name || form.dataset.title,
      form: form.dataset.form, replaces: replaces, about: about, page: form.getAttribute("action"),
      keptAt: new Date().toISOString(), fields: fields(),
      files: filesKept().filter(function (file) { return wanted.has(file.name); }),
      said: {
        user: panel.user, form: form.dataset.form, version: form.dataset.version, area: form.elements.area.value,
        about: about, replaces: replaces, taken_at: new Date().toISOString(), answers: found.answers,
      },
    };
    try {
      await queue.add(entry, key);
    } catch (full) {
      isSaved = false;
      note(words.full).focus();
      return;
    }
    if (replaces || about) location.assign(document.getElementById("antrean").dataset.home);
    else clear();
  }

  function clear() {
    var area = form.elements.area.value;
    form.reset();
    form.elements.area.value = area;
    photos = {};
    id = queue.newId();
    isSaved = false;
    questions.forEach(function (question) { if (question.kind === "photo") showPhoto(question); });
    look();
    var told = note(words.kept + " " + words.kept_more, "success");
    root.scrollTo(0, 0);
    told.focus({ preventScroll: true });
    panel.send();
  }

  questions.forEach(function (question) {
    var input = question.kind === "photo" && question.box.querySelector("input[type=file]");
    if (input) {
      input.after(photoButton(input));
      input.classList.add("govuk-visually-hidden");
      input.addEventListener("change", function () { shrinking[question.name] = takePhoto(question, input); });
      question.box.querySelector("[data-photo-remove]").addEventListener("click", function () {
        delete photos[question.name];
        showPhoto(question);
        saveDraft();
      });
    }
    var place = question.box.querySelector("[data-place]");
    if (place && navigator.geolocation) {
      place.hidden = false;
      place.addEventListener("click", function () { takePlace(question, place); });
    }
  });
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!isSaved) keep();
  });
  document.addEventListener("visibilitychange", function () { if (document.hidden && saving) saveDraft(); });
  root.addEventListener("pagehide", function () { if (saving) saveDraft(); });
  // A page kept for offline use holds the number it was made with: every form filled in on it needs its own.
  id = queue.newId();
  look();
  restoreDraft().catch(function () {});
})(globalThis);
