for (const filter of document.querySelectorAll(".filter")) {
  const charts = filter.nextElementSibling.children;
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const chart of charts) chart.hidden = !chart.dataset.words.includes(wanted);
  });
}
