import { clicks } from '../clicks.ts';
import { engagement } from '../engagement.ts';
import { errors } from '../errors.ts';
import { forms } from '../forms.ts';
import { missing } from '../missing.ts';
import { run } from '../script.ts';
import { vitals } from '../vitals.ts';

run([engagement, vitals, clicks, forms, missing, errors]);
