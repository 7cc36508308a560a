-- The looks of a report: one page without anything from elsewhere, for light and dark, for wide and narrow windows.

return [[
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1c2330; --faint: #5d6675; --line: #d9dce1; --card: #f3f4f2;
  --exported: #1f7a8c; --skipped: #a9b0ba; --failed: #c2382b; --seen: #d9a13b; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181f; --ink: #e6e8ec; --faint: #a0a8b5; --line: #323a46; --card: #1d232c;
    --exported: #4fb3c6; --skipped: #667080; --failed: #ef6a5a; --seen: #e3b45c; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
p { margin: .25rem 0 .75rem; }
.faint { color: var(--faint); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; padding: 0; }
.facts div { background: var(--card); border-radius: 8px; padding: .6rem .8rem; }
.facts dt { color: var(--faint); font-size: .85rem; }
.facts dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
svg.plot { display: block; width: 100%; min-width: 34rem; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--faint); }
svg .empty { fill: var(--failed); }
svg .grid { stroke: var(--line); }
svg .hit { fill: transparent; }
svg g:hover .hit { fill: var(--ink); fill-opacity: .06; }
.exported, .some { fill: var(--exported); background: var(--exported); }
.skipped { fill: var(--skipped); background: var(--skipped); }
.failed, .lost { fill: var(--failed); background: var(--failed); }
.seen { fill: var(--seen); background: var(--seen); }
.none { fill: var(--card); background: var(--card); stroke: var(--line); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .25rem 0 .5rem; list-style: none; font-size: .85rem; }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .35rem; vertical-align: -1px; }
.legend i.none { border: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; font-weight: 600; color: var(--faint); }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bars td { vertical-align: middle; }
.bars .name { width: 34%; }
.bars .bar { width: 52%; padding-right: 0; }
.bars svg { display: block; width: 100%; height: .8rem; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 2.5rem; }
.id { font-family: ui-monospace, monospace; font-size: .8rem; }
@media print { body { max-width: none; } }
]]
