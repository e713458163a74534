"""The stylesheet of the page that stands alone."""

STYLE = """\
:root { --ink: #1a1d1b; --grey: #5c635f; --line: #c9cfcb; --accent: #14532d; --amber: #7a4d00; }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.75 "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 24px; line-height: 1.4; text-align: center; margin: 24px 0 32px; }
h2 { font-size: 20px; margin: 40px 0 8px; }
h3 { font-size: 17px; margin: 28px 0 4px; }
h4, h5 { font-size: 16px; margin: 20px 0 4px; }
p { margin: 8px 0; }
section > p { text-indent: 2em; }
p.table-note, p.enclosure-mark, p.recipient { text-indent: 0; }
p.table-note { color: var(--grey); font-size: 13px; overflow-wrap: anywhere; }
.table-scroll { overflow-x: auto; margin: 12px 0; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.5; }
th, td { border-bottom: 1px solid var(--line); padding: 6px 8px; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--ink); white-space: nowrap; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr { scroll-margin-top: 48px; }
tr:target { outline: 2px solid var(--accent); }
a.figure { color: var(--accent); white-space: nowrap; text-decoration: underline dotted 1px; text-underline-offset: 4px; }
a.figure.no-records, .unstated { color: var(--grey); }
.typed { color: var(--amber); border-bottom: 1px dashed var(--amber); }
mark.ask { color: var(--amber); background: none; border: 1px solid var(--amber); padding: 0 4px; }
footer.signature { margin-top: 48px; text-align: right; padding-right: 4em; }
.annex { margin-top: 64px; border-top: 2px solid var(--ink); }
.annex td:nth-child(-n+2) { min-width: 8em; }
.annex td:nth-child(3) { min-width: 7em; }
.synthetic { position: sticky; top: 0; z-index: 1; margin: 0; padding: 4px 16px; text-align: center; font-size: 13px;
  color: var(--amber); background: #fff7e6; border-bottom: 1px solid var(--amber); }
@media print { .synthetic { position: fixed; width: 100%; } main { max-width: none; } thead { display: table-header-group; }
  tr { break-inside: avoid; } .annex { break-before: page; } }
"""
