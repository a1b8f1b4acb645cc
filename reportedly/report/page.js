// Links the text and the ledger: what the pointer or the focus is on lights up on both sides.
(() => {
  const lit = (piece, numbers) => {
    for (const element of piece.querySelectorAll(".lit")) element.classList.remove("lit", "told-now");
    for (const n of numbers) {
      for (const element of piece.querySelectorAll(`[data-c~="${n}"]`)) element.classList.add("lit");
      for (const element of piece.querySelectorAll(`[data-f~="${n}"]`)) element.classList.add("told-now");
    }
  };
  const show = (piece, from, n) => {
    const ledger = piece.querySelector(".ledger");
    if (!ledger || ledger.contains(from) || ledger.scrollHeight <= ledger.clientHeight) return;
    const entry = piece.querySelector(`.claim[data-c="${n}"]`);
    if (!entry) return;
    const gap = entry.getBoundingClientRect().top - ledger.getBoundingClientRect().top;
    if (gap < 60 || gap > ledger.clientHeight - 80) ledger.scrollTop += gap - ledger.clientHeight / 3;
  };
  for (const piece of document.querySelectorAll(".piece")) {
    const enter = (event) => {
      const on = event.target.closest("[data-c]");
      const numbers = on ? (on.dataset.f || on.dataset.c).split(" ") : [];
      lit(piece, numbers);
      if (numbers.length) show(piece, on, numbers[0]);
    };
    piece.addEventListener("mouseover", enter);
    piece.addEventListener("focusin", enter);
    piece.addEventListener("mouseleave", () => lit(piece, []));
    piece.addEventListener("focusout", () => lit(piece, []));
    for (const fold of piece.querySelectorAll("details.furniture"))
      if (fold.querySelector(".ref")) fold.open = true;
  }
})();
