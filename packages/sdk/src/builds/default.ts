import { clicks } from '../clicks.ts';
import { engagement } from '../engagement.ts';
import { forms } from '../forms.ts';
import { run } from '../script.ts';

run((tracker) => {
	clicks(tracker);
	forms(tracker);
	return engagement();
});
