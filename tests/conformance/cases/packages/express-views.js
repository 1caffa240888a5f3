// View engines: ejs, hbs with partials and helpers, marked as an engine of one's own; errors in templates.
const express = require('express');
const fs = require('node:fs');
const ejs = require('ejs');
const hbs = require('hbs');
const { send } = require('./exchange.cjs');
fs.mkdirSync('views/partials', { recursive: true });
fs.writeFileSync('views/list.ejs', '<%- include("head", { title }) -%><% for (const user of users) { %><li><%= user %></li>\n<% } %>');
fs.writeFileSync('views/head.ejs', '<title><%= title %></title>');
fs.writeFileSync('views/broken.ejs', 'a\n<%= missing.field %>\n');
fs.writeFileSync('views/page.hbs', '{{> item}} {{#each users}}{{upper this}}{{#unless @last}}, {{/unless}}{{/each}} {{{raw}}} {{raw}}');
fs.writeFileSync('views/layout.hbs', '<body>{{{body}}}</body>');
fs.writeFileSync('views/partials/item.hbs', 'partial of {{title}}');
fs.writeFileSync('views/note.md', '# {title}\n\n*Hello* `code`\n\n- one\n- two\n');
const app = express();
app.disable('x-powered-by');
app.engine('md', (path, options, done) => fs.readFile(path, 'utf8', async (error, text) => {
  if (error) return done(error);
  const { marked } = await import('marked');
  done(null, marked.parse(text).replace(/\{(\w+)\}/g, (_, name) => options[name]));
}));
app.set('view engine', 'ejs');
app.engine('hbs', hbs.__express);
hbs.registerHelper('upper', (text) => text.toUpperCase());
hbs.registerPartial('item', fs.readFileSync('views/partials/item.hbs', 'utf8'));
const locals = { title: 'Users & <others>', users: ['ada', 'grace'], raw: '<b>' };
app.get('/:view', (request, response, next) => response.render(request.params.view, locals, (error, html) => {
  if (error) response.status(500).send(error.message.split('\n').filter((line) => !line.includes('views')).join('\n'));
  else response.send(html);
}));
console.log(ejs.render('<%= 1 + 1 %> <%- "<b>" %>'));
const server = app.listen(0, '127.0.0.1', async () => {
  for (const view of ['list', 'page.hbs', 'note.md', 'broken', 'absent']) await send(server.address().port, 'GET', `/${view}`);
  server.close();
});
