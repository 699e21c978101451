// Overview, whole heads and choices come from mounts of their own, in any order, so that each is sent only when it
// changes. They meet here, by the digest of the overview.
export function meetingOf(digest) {
    const meetings = (globalThis[Symbol.for("headlight.canvas")] ??= new Map());
    if (!meetings.has(digest)) meetings.set(digest, { surface: null, details: new Map(), choices: null });
    return meetings.get(digest);
}

export function endMeeting(digest, surface) {
    const meetings = globalThis[Symbol.for("headlight.canvas")];
    if (meetings?.get(digest)?.surface === surface) meetings.delete(digest);
}
