// NestJS over Express, its decorators called as TypeScript compiles them: injection, pipes, guards, exceptions, shutdown.
require('reflect-metadata');
const { Body, Controller, ForbiddenException, Get, Injectable, Module, NotFoundException, Param, ParseIntPipe, Post, UseGuards } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');

/** What TypeScript makes of decorators. */
function decorate(decorators, target, name) {
  if (name === undefined) return decorators.reduceRight((decorated, decorator) => decorator(decorated) ?? decorated, target);
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  return Object.defineProperty(target, name, decorators.reduceRight((decorated, decorator) => decorator(target, name, decorated) ?? decorated, descriptor));
}
const parameter = (index, decorator) => (target, name) => decorator(target, name, index);

class UsersService {
  users = [{ id: 1, name: 'Ada' }];
  onModuleDestroy() {
    console.log('destroyed');
  }
}
decorate([Injectable()], UsersService);

class Guard {
  canActivate(context) {
    if (context.switchToHttp().getRequest().headers['x-token'] !== 'secret') throw new ForbiddenException('no token');
    return true;
  }
}
class UsersController {
  constructor(service) {
    this.service = service;
  }
  list() {
    return this.service.users;
  }
  one(id) {
    const user = this.service.users.find((candidate) => candidate.id === id);
    if (user === undefined) throw new NotFoundException(`no user ${id}`);
    return user;
  }
  create(body) {
    this.service.users.push({ id: 2, ...body });
    return this.service.users.at(-1);
  }
  broken() {
    throw new Error('not told');
  }
}
decorate([Controller('users'), (target) => Reflect.defineMetadata('design:paramtypes', [UsersService], target)], UsersController);
decorate([Get()], UsersController.prototype, 'list');
decorate([Get('broken/now')], UsersController.prototype, 'broken');
decorate([Get(':id'), parameter(0, Param('id', ParseIntPipe))], UsersController.prototype, 'one');
decorate([Post(), UseGuards(Guard), parameter(0, Body())], UsersController.prototype, 'create');

class AppModule {}
decorate([Module({ controllers: [UsersController], providers: [UsersService] })], AppModule);

(async () => {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0);
  const { port } = app.getHttpServer().address();
  const json = (headers) => ({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{"name":"Grace"}' });
  for (const [path, options] of [['/users'], ['/users/1'], ['/users/7'], ['/users/x'], ['/users', json({})], ['/users', json({ 'x-token': 'secret' })], ['/users/broken/now'], ['/none']]) {
    const response = await fetch(`http://localhost:${port}${path}`, options);
    console.log(response.status, response.headers.get('content-type'), await response.text());
  }
  await app.close();
})();
