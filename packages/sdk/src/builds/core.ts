import { run } from '../script.ts';

run(() => {});
