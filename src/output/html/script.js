
"use strict";
// The page is whole without this script: it only filters, by words and by the values of the facets.
{
  const form = document.getElementById("filter");
  const words = document.getElementById("words");
  const count = document.getElementById("count");
  const reset = document.getElementById("reset");
  const none = document.getElementById("none");

  const findings = Array.from(document.querySelectorAll("article"), (article) => {
    const section = article.parentElement;
    const path = section.dataset.path;
    return {
      article,
      section,
      path,
      folder: path.slice(0, path.lastIndexOf("/") + 1),
      severity: article.className,
      rule: article.dataset.rule,
      fix: article.dataset.fix,
      text: null,
    };
  });

  // What is chosen of each facet; nothing chosen means everything.
  const chosen = { severity: new Set(), fix: new Set(), rule: new Set(), folder: new Set() };

  function inFolder(finding, value) {
    return value.startsWith("=") ? finding.folder === value.slice(1) : finding.path.startsWith(value);
  }

  function matches(finding, wanted) {
    for (const facet of ["severity", "fix", "rule"]) {
      if (chosen[facet].size > 0 && !chosen[facet].has(finding[facet])) return false;
    }
    if (chosen.folder.size > 0 && ![...chosen.folder].some((value) => inFolder(finding, value))) return false;
    if (wanted.length === 0) return true;
    finding.text ??= `${finding.path} ${finding.article.textContent}`.toLowerCase();
    return wanted.every((word) => finding.text.includes(word));
  }

  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const filled = new Set();
    let shown = 0;
    for (const finding of findings) {
      const fits = matches(finding, wanted);
      finding.article.hidden = !fits;
      if (fits) {
        shown += 1;
        filled.add(finding.section);
      }
    }
    for (const section of document.querySelectorAll("section.file")) section.hidden = !filled.has(section);
    const all = findings.length;
    count.textContent = shown === all ? `${all.toLocaleString("en")} shown` : `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} shown`;
    reset.hidden = wanted.length === 0 && Object.values(chosen).every((values) => values.size === 0);
    none.hidden = shown > 0;
  }

  // Filters as the reader asked, and shows what is left from its beginning.
  function narrow() {
    filter();
    const list = document.getElementById("findings");
    if (list.getBoundingClientRect().top < 0) list.scrollIntoView();
  }

  // Each row of a facet becomes a button that can be pressed.
  for (const row of document.querySelectorAll(".facet li")) {
    const facet = row.closest(".facet").dataset.facet;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(...row.childNodes);
    row.append(button);
    button.addEventListener("click", () => {
      const pressed = !chosen[facet].delete(row.dataset.value);
      if (pressed) chosen[facet].add(row.dataset.value);
      button.setAttribute("aria-pressed", String(pressed));
      narrow();
    });
  }

  function showAll() {
    words.value = "";
    for (const values of Object.values(chosen)) values.clear();
    for (const button of document.querySelectorAll(".facet [aria-pressed=true]")) button.setAttribute("aria-pressed", "false");
    filter();
  }

  // The next or previous finding that is shown, seen from the one that has the focus.
  function step(by) {
    const shown = findings.filter((finding) => !finding.article.hidden);
    const here = shown.findIndex((finding) => finding.article.contains(document.activeElement));
    const next = shown[here < 0 ? 0 : here + by]?.article;
    if (!next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  }

  if (findings.length > 0) {
    form.hidden = false;
    document.getElementById("keys").hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      showAll();
      words.focus();
    });
    words.addEventListener("input", narrow);
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        showAll();
      } else if (event.target !== words && event.key === "/") {
        event.preventDefault();
        words.focus();
      } else if (event.target !== words && (event.key === "j" || event.key === "k")) {
        step(event.key === "j" ? 1 : -1);
      }
    });
    filter();
  }
}
