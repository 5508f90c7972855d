// Light or dark by a button, the places of a record in the text, and keys for review. Pages can be read without it.
"use strict";
(() => {
  const root = document.documentElement;
  const kept = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;

  const start = () => {
    const button = document.getElementById("theme");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const isDark = root.dataset.theme
          ? root.dataset.theme === "dark"
          : matchMedia("(prefers-color-scheme: dark)").matches;
        root.dataset.theme = isDark ? "light" : "dark";
        try { localStorage.setItem("theme", root.dataset.theme); } catch { /* it lasts for this page */ }
      });
    }

    // All stretches of a record are marked while one of them, or its card, is under the pointer or has the focus.
    const report = document.querySelector(".report");
    if (report) {
      const light = (record, on) => {
        for (const part of report.querySelectorAll(`[data-r="${CSS.escape(record)}"]`)) part.classList.toggle("lit", on);
      };
      let lit = null;
      const put = (record) => {
        if (record === lit) return;
        if (lit) light(lit, false);
        lit = record;
        if (lit) light(lit, true);
      };
      const show = (event) => put(event.target.closest("[data-r]")?.dataset.r ?? null);
      for (const what of ["pointerover", "focusin"]) report.addEventListener(what, show);
      report.addEventListener("pointerleave", () => put(null));
    }

    const queue = [...document.querySelectorAll(".queue .item")];
    if (queue.length) {
      let at = -1;
      const go = (to) => {
        at = Math.max(0, Math.min(queue.length - 1, to));
        queue[at].focus();
        queue[at].scrollIntoView({ block: "center" });
      };
      document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
        const inside = queue.findIndex((item) => item.contains(document.activeElement));
        if (inside >= 0) at = inside;
        const press = (value) => at >= 0 && queue[at].querySelector(`button[value="${value}"]`)?.click();
        if (event.key === "j") go(at + 1);
        else if (event.key === "k") go(at - 1);
        else if (event.key === "a") press("accept");
        else if (event.key === "r") press("reject");
        else if (event.key === "m" && at >= 0) {
          const mend = queue[at].querySelector("details");
          if (mend) { mend.open = true; mend.querySelector("select, input")?.focus(); }
        } else return;
        event.preventDefault();
      });
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
