/** Where it is in the drawing, the time, and a value for each entry of the legend. */
export type PlotPoint = readonly [x: number, time: string, ...values: string[]];

/**
 * Goes into the page as it stands here, so it uses nothing but what it is given.
 *
 * @returns which of the points, which are in their order, is nearest
 */
export const nearestPoint = (points: readonly PlotPoint[], x: number): number => {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const between = ((points[middle]?.[0] ?? 0) + (points[middle + 1]?.[0] ?? 0)) / 2;
    if (x > between) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * Goes into the page as it stands here.
 *
 * @returns to which point a key leads; undefined where it leads nowhere
 */
export const pointByKey = (key: string, at: number, count: number): number | undefined => {
  const far = Math.max(1, Math.round(count / 10));
  const to = new Map([
    ['ArrowLeft', at - 1],
    ['ArrowRight', at + 1],
    ['PageDown', at - far],
    ['PageUp', at + far],
    ['Home', 0],
    ['End', count - 1],
  ]).get(key);
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
};

/** The whole script of the page. Without it the page is in the language of the run, and in the theme of the system. */
export const SCRIPT = `(()=>{const root=document.documentElement,buttons=[...document.querySelectorAll('button[data-key]')];
const set=(key,value)=>{root.dataset[key]=value;if(key==='lang')root.lang=value;
for(const one of buttons)if(one.dataset.key===key)one.setAttribute('aria-pressed',String(one.dataset.value===value))};
const wish=(navigator.languages||[navigator.language]).find((one)=>/^(zh|en)/i.test(one));
set('lang',wish?(/^zh/i.test(wish)?'zh-CN':'en'):root.dataset.lang);set('theme','auto');
for(const one of buttons)one.addEventListener('click',()=>set(one.dataset.key,one.dataset.value));
for(const one of document.querySelectorAll('.switches'))one.hidden=false;
const nearestPoint=${nearestPoint};
const pointByKey=${pointByKey};
for(const plot of document.querySelectorAll('.plot')){
const points=JSON.parse(plot.dataset.points),svg=plot.querySelector('svg'),cursor=svg.querySelector('.cursor');
const figure=plot.parentElement,time=figure.querySelector('.at'),slots=[...figure.querySelectorAll('.legend b')];
if(points.length===0)continue;
let at=0;
const show=(next)=>{at=next;const [x,clock,...values]=points[at];
cursor.setAttribute('x1',x);cursor.setAttribute('x2',x);cursor.setAttribute('visibility','visible');
time.hidden=false;time.textContent=clock;
slots.forEach((slot,index)=>{slot.textContent=values[index]});
plot.setAttribute('aria-valuenow',at+1);
plot.setAttribute('aria-valuetext',[clock,...slots.map((slot)=>slot.parentElement.innerText)].join(', '))};
const hide=()=>{cursor.setAttribute('visibility','hidden');time.hidden=true;for(const slot of slots)slot.textContent=''};
const point=(event)=>{const box=svg.getBoundingClientRect();
show(nearestPoint(points,(event.clientX-box.left)/box.width*svg.viewBox.baseVal.width))};
for(const [name,value] of [['role','slider'],['tabindex','0'],['aria-labelledby',svg.getAttribute('aria-labelledby')],
['aria-valuemin',1],['aria-valuemax',points.length],['aria-valuenow',1],['aria-valuetext',points[0][1]]])plot.setAttribute(name,value);
plot.addEventListener('pointermove',point);plot.addEventListener('pointerdown',point);
plot.addEventListener('pointerleave',()=>{if(document.activeElement!==plot)hide()});
plot.addEventListener('focus',()=>{if(plot.matches(':focus-visible'))show(at)});plot.addEventListener('blur',hide);
plot.addEventListener('keydown',(event)=>{if(event.key==='Escape')return hide();
const next=pointByKey(event.key,at,points.length);if(next===undefined)return;event.preventDefault();show(next)})}})()`;
