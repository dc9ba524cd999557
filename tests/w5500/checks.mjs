// A reporter of node's test runner: a line for each check, whose name stands before the colon of the test's name.

export default async function* checks(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const result = type === 'test:fail' ? 'failed' : data.skip || data.todo ? 'skipped' : 'ok';
    yield `w5500 ${data.name.split(':')[0]} ${result}\n`;
  }
}
