// The value of an expression's tree, as satupintu.pipeline.collection.expressions.evaluate has it: one table of cases
// holds both. The server parses; here is no parser, and no text is ever run as a script.
(function (root) {
  "use strict";

  var isDate = /^\d{4}-\d{2}-\d{2}$/;
  var isNumber = /^\s*-?\d+(\.\d+)?\s*$/;

  function truth(value) {
    return typeof value === "number" ? value !== 0 && !isNaN(value) : Boolean(value);
  }

  function number(value) {
    if (typeof value === "string") return isNumber.test(value) ? parseFloat(value) : NaN;
    return Number(value);
  }

  function isNumeric(value) {
    return typeof value === "number";
  }

  function equal(left, right) {
    if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
    if (!isNumeric(left) && !isNumeric(right)) return left === right;
    return number(left) === number(right);
  }

  function different(left, right) {
    if (!isNumeric(left) && !isNumeric(right)) return !equal(left, right);
    var a = number(left);
    var b = number(right);
    return a !== b && !isNaN(a) && !isNaN(b);
  }

  function ordered(compare) {
    return function (left, right) {
      if (isDate.test(left) && isDate.test(right)) return compare(left, right);
      return compare(number(left), number(right));
    };
  }

  var operations = {
    "=": equal,
    "!=": different,
    "<": ordered(function (a, b) { return a < b; }),
    "<=": ordered(function (a, b) { return a <= b; }),
    ">": ordered(function (a, b) { return a > b; }),
    ">=": ordered(function (a, b) { return a >= b; }),
    "+": function (a, b) { return number(a) + number(b); },
    "-": function (a, b) { return number(a) - number(b); },
    "*": function (a, b) { return number(a) * number(b); },
    div: function (a, b) { return number(b) ? number(a) / number(b) : NaN; },
    mod: function (a, b) { return number(b) ? number(a) % number(b) : NaN; },
    selected: function (several, one) { return String(several).split(" ").indexOf(String(one)) >= 0; },
    "count-selected": function (several) { return String(several).split(/\s+/).filter(Boolean).length; },
    not: function (a) { return !truth(a); },
    "true": function () { return true; },
    "false": function () { return false; },
    "string-length": function (a) { return Array.from(String(a)).length; },
    regex: function (a, pattern) { return new RegExp("^(?:" + pattern + ")$").test(String(a)); },
    number: number,
    coalesce: function (a, b) { return String(a) ? a : b; },
  };

  function today() {
    var now = new Date();
    var two = function (n) { return (n < 10 ? "0" : "") + n; };
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  function evaluate(tree, get, itself, day) {
    if (!Array.isArray(tree)) return tree;
    var operator = tree[0];
    function value(n) { return evaluate(tree[n], get, itself, day); }
    if (operator === "get") return get(tree[1]);
    if (operator === "self") return itself;
    if (operator === "today") return day || today();
    if (operator === "and") return truth(value(1)) && truth(value(2));
    if (operator === "or") return truth(value(1)) || truth(value(2));
    if (operator === "if") return truth(value(1)) ? value(2) : value(3);
    return operations[operator].apply(null, tree.slice(1).map(function (_, n) { return value(n + 1); }));
  }

  root.pendataan = root.pendataan || {};
  root.pendataan.evaluate = evaluate;
  root.pendataan.truth = truth;
})(globalThis);
