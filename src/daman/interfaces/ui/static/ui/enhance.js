// Comforts for browsers with scripts; every page works without them.
"use strict";
document.addEventListener("DOMContentLoaded", function () {
  var summary = document.querySelector(".error-summary");
  if (summary) summary.focus();

  document.querySelectorAll(".show-password").forEach(function (link) {
    var input = link.parentElement.querySelector("input");
    link.setAttribute("role", "button");
    link.addEventListener("click", function (event) {
      event.preventDefault();
      var shown = input.type === "text";
      input.type = shown ? "password" : "text";
      link.firstChild.data = shown ? link.dataset.show : link.dataset.hide;
      input.focus();
    });
    link.closest("form").addEventListener("submit", function () {
      input.type = "password";
    });
  });

  document.querySelectorAll("form").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
      setTimeout(function () { delete form.dataset.sent; }, 4000);
    });
  });
});
