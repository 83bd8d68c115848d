// @ts-check

/*
 * node throttle.mjs <pid> <share>: a process gets only this share of its time, by SIGSTOP and SIGCONT. A program of its own, so that whoever is busy does not forget to let it go on.
 */

const pid = Number(process.argv[2]);
const share = Number(process.argv[3]);
const PERIOD_MS = 100;

/** @param {NodeJS.Signals} signal */
function tell(signal) {
	try {
		process.kill(pid, signal);
	} catch {
		process.exit(0);
	}
}

function end() {
	tell('SIGCONT');
	process.exit(0);
}

function go() {
	tell('SIGCONT');
	setTimeout(halt, PERIOD_MS * share);
}

function halt() {
	tell('SIGSTOP');
	setTimeout(go, PERIOD_MS * (1 - share));
}

process.on('SIGTERM', end);
process.on('disconnect', end);
go();
