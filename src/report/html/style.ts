const LIGHT = `--_bg:#f6f7f9;--_card:#fff;--_text:#1c2330;--_soft:#5b6576;--_line:#dfe3ea;--_accent:#1f5fd0;--_good:#12784a;--_warn:#a15c00;
--_bad:#b3261e;--_calls:#1f5fd0;--_ok:#12784a;--_failed:#b3261e;--_p50:#12784a;--_p95:#a15c00;--_p99:#b3261e;--_gap:#eceff4;color-scheme:light`;
const DARK = `--_bg:#11151c;--_card:#1a202b;--_text:#e8ecf3;--_soft:#a3adbd;--_line:#313a49;--_accent:#7fb0ff;--_good:#5fd39b;--_warn:#f2b65a;
--_bad:#ff8a80;--_calls:#7fb0ff;--_ok:#5fd39b;--_failed:#ff8a80;--_p50:#5fd39b;--_p95:#f2b65a;--_p99:#ff8a80;--_gap:#242c39;color-scheme:dark`;

/** The whole style sheet of the page. Elements carry classes only: a policy without `unsafe-inline` lets it pass by its hash. */
export const STYLE = `:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme="light"]){${DARK}}}
:root[data-theme="dark"]{${DARK}}
*{box-sizing:border-box}
body{margin:0;background:var(--_bg);color:var(--_text);font:16px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main,header,footer{max-width:960px;margin:0 auto;padding:0 16px}
header{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;justify-content:space-between;padding-top:20px}
header p{margin:0;color:var(--_soft);font-size:14px}
.switches{display:flex;flex-wrap:wrap;gap:8px}
.switches[hidden]{display:none}
.switch{display:inline-flex;border:1px solid var(--_line);border-radius:8px;overflow:hidden;background:var(--_card)}
.switch button{border:0;background:none;color:var(--_soft);font:inherit;font-size:13px;line-height:1;padding:8px 10px;cursor:pointer}
.switch button+button{border-left:1px solid var(--_line)}
.switch button[aria-pressed="true"]{background:var(--_accent);color:var(--_card)}
:focus-visible{outline:2px solid var(--_accent);outline-offset:2px}
section,article>header+div{min-width:0}
.card{background:var(--_card);border:1px solid var(--_line);border-radius:12px;padding:18px 20px;margin:16px 0;min-width:0}
.verdict{border-left:6px solid var(--_soft)}
.verdict.good{border-left-color:var(--_good)}
.verdict.warn{border-left-color:var(--_warn)}
.verdict.bad{border-left-color:var(--_bad)}
h1{font-size:28px;line-height:1.25;margin:0 0 6px}
h2{font-size:18px;margin:0 0 12px}
h3{font-size:15px;margin:18px 0 8px}
.path{margin:28px 0 0;font-size:20px;overflow-wrap:anywhere}
.lead{margin:0;color:var(--_soft)}
.note{color:var(--_soft);font-size:13px;margin:8px 0 0}
.rehearsal{margin:12px 0 0;color:var(--_warn);font-weight:600}
.numbers-row{display:grid;grid-template-columns:repeat(auto-fit,minmax(104px,1fr));gap:12px;margin:18px 0 0}
.numbers-row div{min-width:0}
.numbers-row b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums}
.numbers-row span{color:var(--_soft);font-size:13px}
.numbers-row .failed b{color:var(--_bad)}
.scroll{overflow-x:auto}.half{max-width:480px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;border-bottom:1px solid var(--_line);overflow-wrap:anywhere;min-width:64px}
thead th{color:var(--_soft);font-weight:600;font-size:13px}
tbody th{font-weight:600}th{overflow-wrap:break-word}
tbody tr:last-child>*{border-bottom:0}
.numbers td,.numbers thead th:not(:first-child){text-align:right;font-variant-numeric:tabular-nums}
time,.flag{white-space:nowrap}
.numbers tr>:last-child{padding-right:0}
.stacks th code{white-space:nowrap}.stacks td:nth-child(5){width:28%}.stacks .of-cell{display:none}
code,.mono{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
dl{margin:0;font-size:14px}
dl div{display:grid;grid-template-columns:minmax(110px,190px) minmax(0,1fr);gap:2px 16px;padding:6px 0;border-bottom:1px solid var(--_line)}
dl div:last-child{border-bottom:0}
dt{color:var(--_soft)}
dd{margin:0;overflow-wrap:anywhere}
figure{margin:0}
svg{display:block;width:100%;height:auto}
.grid{stroke:var(--_line);stroke-width:1}
.tick,.sign{fill:var(--_soft);font-size:11px;font-family:inherit}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}
.line.calls{stroke:var(--_calls)}.line.ok{stroke:var(--_ok)}.line.failed{stroke:var(--_failed)}
.line.p50{stroke:var(--_p50)}.line.p95{stroke:var(--_p95)}.line.p99{stroke:var(--_p99)}
.limit{fill:none;stroke:var(--_soft);stroke-width:1.2;stroke-dasharray:5 4}
.break{fill:var(--_gap)}
.mark-slow{fill:var(--_warn);opacity:.2}
.mark-outage{fill:var(--_bad);opacity:.18}
.mark-begin,.mark-rate{stroke:var(--_soft);stroke-width:1;stroke-dasharray:2 3}
.mark-stop{stroke:var(--_bad);stroke-width:1.2}
.mark-end{stroke:var(--_good);stroke-width:1.2}
.sign-slow{fill:var(--_warn);color:var(--_warn)}.sign-outage,.sign-stop{fill:var(--_bad);color:var(--_bad)}.sign-end{fill:var(--_good);color:var(--_good)}.soft{color:var(--_soft)}
.cursor{stroke:var(--_text);stroke-width:1;vector-effect:non-scaling-stroke}
.plot{touch-action:pan-y}.narrow{display:none}.plot:focus-visible{outline-offset:4px;border-radius:4px}
.legend b{color:var(--_text);font-variant-numeric:tabular-nums}.legend b:not(:empty){margin-left:6px}
.legend .at{color:var(--_text);font-variant-numeric:tabular-nums}.legend .at[hidden]{display:none}
.legend,.signs{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 0;padding:0;list-style:none;font-size:13px;color:var(--_soft)}
.legend i{display:inline-block;width:18px;height:0;border-top:3px solid;vertical-align:middle;margin-right:6px}
.legend i.calls{border-color:var(--_calls)}.legend i.ok{border-color:var(--_ok)}.legend i.failed{border-color:var(--_failed)}
.legend i.p50{border-color:var(--_p50)}.legend i.p95{border-color:var(--_p95)}.legend i.p99{border-color:var(--_p99)}
.legend i.of-limit{border-top:2px dashed var(--_soft)}
details{margin:12px 0 0;font-size:14px}
summary{cursor:pointer;color:var(--_accent)}
details .scroll{max-height:420px;overflow:auto;margin-top:8px}
.sign-block{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:32px;margin-top:44px}
.sign-block div{border-top:1px solid var(--_text);padding-top:6px;font-size:13px;color:var(--_soft)}
footer{padding-bottom:32px;color:var(--_soft);font-size:13px}
html[data-lang="en"] span[lang="zh-CN"],html[data-lang="zh-CN"] span[lang="en"]{display:none}
@media (max-width:700px){.stacks,.stacks tbody,.stacks tr,.stacks td,.stacks tbody th{display:block;width:auto}.stacks thead{display:none}
.stacks tbody tr{border-bottom:1px solid var(--_line);padding:8px 0}.stacks tbody tr:last-child{border-bottom:0}.stacks td,.stacks tbody th{border:0;padding:2px 0}
.stacks .of-cell{display:inline;color:var(--_soft);margin-right:8px}}
@media (max-width:560px){.stacks tbody th br{display:none}.stacks tbody th code+code{margin-left:8px}h1{font-size:23px}.card{padding:14px}dl div{grid-template-columns:minmax(0,1fr)}.sign-block{grid-template-columns:minmax(0,1fr);gap:40px}.wide{display:none}.narrow{display:block}
thead th,td,tbody th{padding-right:8px}th,td{min-width:44px}td time{font-size:12px}}
@page{size:A4;margin:14mm}
@media print{:root,:root[data-theme]{${LIGHT}}body{background:#fff;font-size:12px}.switches,details{display:none}
main,header,footer{max-width:none;padding:0 1px}.card{border-radius:0;padding:8px 12px;margin:8px 0;break-inside:avoid}
table,dl,thead th{font-size:11px}th,td{padding-top:4px;padding-bottom:4px}dl div{padding:3px 0}code,.mono{font-size:10.5px}.sign-block{margin-top:34px}svg{max-height:42mm}
.card.long{break-inside:auto}tr{break-inside:avoid}h2{break-after:avoid}td time{font-size:10.5px}.scroll{overflow:visible;max-height:none}}`;
