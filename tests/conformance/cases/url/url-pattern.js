// URLPattern's errors and what it matches.
const t=f=>{try{console.log(f())}catch(e){console.log(e.name,e.code,e.message)}};
for (const a of [[1],[null],[undefined],[],['('],[{}],['/a'],[{pathname:'('}],['x','y'],['/a','http://b',{ignoreCase:true}],['/a','http://b',1],[{pathname:'/a'},'http://b'],[{pathname:'/a'},{ignoreCase:1}]]) t(()=>{const p=new URLPattern(...a);return [p.pathname,p.hostname]});
t(()=>URLPattern('/a'));t(()=>new URLPattern({pathname:'/:id'}).test(1));t(()=>new URLPattern({pathname:'/:id'}).exec());t(()=>new URLPattern({pathname:'/:id'}).test('/x','http://h'));t(()=>new URLPattern({pathname:'/:id'}).test({pathname:'/x'},'http://h'));t(()=>URLPattern.name+URLPattern.length);t(()=>new URLPattern({pathname:'/:id'}).exec('http://a/b'));
