// Intl: what back ends format and compare.
const date = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
console.log(new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(1234.5), new Intl.NumberFormat('de-DE').format(1234567.891), (0.256).toLocaleString('en-US', { style: 'percent' }));
console.log(new Intl.NumberFormat('en-US', { notation: 'compact' }).format(12345), new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 }).formatToParts(1.5).map(({ type }) => type));
console.log(new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(date), new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' }).format(date));
console.log(date.toLocaleDateString('de-DE', { timeZone: 'Europe/Berlin', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }));
console.log(Intl.DateTimeFormat().resolvedOptions().timeZone, Intl.DateTimeFormat().resolvedOptions().locale, date.getTimezoneOffset());
console.log(['z', 'ä', 'a'].sort(new Intl.Collator('de').compare), ['z', 'ä', 'a'].sort(new Intl.Collator('sv').compare), ['a10', 'a2'].sort(new Intl.Collator('en', { numeric: true }).compare));
console.log('résumé'.localeCompare('resume', 'en', { sensitivity: 'base' }), 'I'.toLocaleLowerCase('tr'), 'ß'.toLocaleUpperCase('de'), 'e\u0301'.normalize('NFC').length);
console.log([0, 1, 2, 5].map((count) => new Intl.PluralRules('pl').select(count)), new Intl.PluralRules('en', { type: 'ordinal' }).select(3));
console.log(new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-1, 'day'), new Intl.ListFormat('en', { type: 'conjunction' }).format(['a', 'b', 'c']));
console.log([...new Intl.Segmenter('en', { granularity: 'word' }).segment('Hello, world')].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment), [...new Intl.Segmenter().segment('👩‍👧é')].length);
console.log(new Intl.DisplayNames('en', { type: 'region' }).of('DE'), new Intl.Locale('de-Latn-DE').language, Intl.getCanonicalLocales('EN-us'), Intl.NumberFormat.supportedLocalesOf(['ja', 'xx']));
for (const wrong of [() => new Intl.NumberFormat('en', { style: 'currency' }), () => new Intl.DateTimeFormat('en', { timeZone: 'Mars/Base' })]) {
  try {
    wrong();
  } catch (error) {
    console.log(error.name, error.message);
  }
}
