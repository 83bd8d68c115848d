import { aliases } from '../aliases.ts';
import { clicks } from '../clicks.ts';
import { engagement } from '../engagement.ts';
import { errors } from '../errors.ts';
import { forms } from '../forms.ts';
import { missing } from '../missing.ts';
import { together } from '../plugins.ts';
import { run } from '../script.ts';
import { vitals } from '../vitals.ts';

run(together([engagement, vitals, errors, clicks, forms, missing, aliases]));
