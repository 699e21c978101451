import { decode } from "./decode.js";
import { meetingOf } from "./meeting.js";

export default function ({ data }) {
    const detail = decode(data);
    const { details, surface } = meetingOf(detail.names.of);
    details.set(`${detail.layer} ${detail.head}`, detail);
    surface?.take(detail);
    return () => details.delete(`${detail.layer} ${detail.head}`);
}
