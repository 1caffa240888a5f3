// Minified code has no space between a keyword and what follows it.
async function x(v) { return v; }
const a=async(b)=>{try{return(await x(b)).y}catch{return[await x(1)]}};
const c=async()=>{return/k/.test(await x('k'))};
async function*d(){yield[1];yield(await x(2));return[3]}
const e=async()=>{const r=[];for await(const v of[x(1),x(2)])r.push(v);for await(const v of(d()))r.push(v);return r.length?(await x(r)):0};
(async () => {
  console.log(await a({ y: 7 }), await a(null), await c(), await e());
  const it = d();
  console.log(JSON.stringify([await it.next(), await it.next(), await it.next(), await it.next()]));
})();
