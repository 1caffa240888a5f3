// --conditions and --env-file, and process.loadEnvFile.
import pkg from 'pkg'; console.log(pkg, process.env.FROM_FILE, process.env.QUOTED, process.env.KEPT, process.execArgv);
process.loadEnvFile('more.env'); console.log(process.env.MORE); try { process.loadEnvFile('none.env'); } catch (e) { console.log(e.code); }
