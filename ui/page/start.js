// What happens when the page is opened.
if (!NARROW.matches) $('#ask').focus({ preventScroll: true });
(async () => {
  const known = kept('choice');
  if (known && Array.isArray(known.ids)) Object.assign(choice, known, { ids: new Set(known.ids) });
  const found = await loadSources();
  if (found.error) return;
  const rows = $$('#list li[data-article]');
  if (!known || !rows.some((row) => passes(row) && ticked(row.dataset.article))) {
    Object.assign(choice, { outlet: '', since: '', until: '' });
    choose(found.first ? [found.first] : [], Boolean(found.first));
  }
  await restore();
  openFirst();
})();
