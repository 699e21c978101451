import { decode, meetingOf } from "./decode.js";

export default function ({ data }) {
    const detail = decode(data);
    const meeting = meetingOf(detail.names.of);
    meeting.detail = detail;
    meeting.surface?.take(detail);
}
