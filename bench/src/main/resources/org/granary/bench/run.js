// Calls one export of a module without imports in V8. Usage: node run.js MODULE EXPORT ARGUMENT SECONDS MINIMUM MAXIMUM
// Prints LOAD milliseconds, then a line for each call: IT milliseconds result.
const fs = require('fs');
const [, , file, name, argument, seconds, minimum, maximum] = process.argv;
const milliseconds = since => Number(process.hrtime.bigint() - since) / 1e6;
const bytes = fs.readFileSync(file);
const began = process.hrtime.bigint();
const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
console.log('LOAD ' + milliseconds(began));
const call = instance.exports[name], given = argument === '-' ? [] : [Number(argument)];
const start = process.hrtime.bigint();
for (let calls = 0; calls < Number(maximum) && (calls < Number(minimum) || milliseconds(start) < Number(seconds) * 1000); calls++) {
    const before = process.hrtime.bigint();
    const result = call(...given);
    console.log('IT ' + milliseconds(before) + ' ' + result);
}
