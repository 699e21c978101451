"""A browser's side of Streamlit's websocket, without the browser: opens a page, changes a widget, times the answer."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect


@dataclass(frozen=True)
class Widget:
    """A widget as the server described it: its protobuf and the fragment it belongs to ("" for none)."""

    kind: str
    proto: object
    fragment: str

    @property
    def key(self) -> str:
        """The key that the page gave it."""
        return self.proto.id.rsplit("-", 1)[-1]


@dataclass
class Session:
    """One session of the app at `address`, on the page called `page`."""

    address: str
    page: str
    widgets: dict[str, Widget] = field(default_factory=dict)
    """The widgets of the last run, by their id."""

    def __post_init__(self) -> None:
        url = urlsplit(self.address)
        self._socket = connect(
            f"ws://{url.netloc}/_stcore/stream",
            subprotocols=["streamlit"],
            origin=self.address,
            max_size=None,
            max_queue=None,
        )
        self._states: dict[str, WidgetState] = {}
        self._hash = ""
        self.run()

    def close(self) -> None:
        self._socket.close()

    def run(self, changed: WidgetState | None = None, *, fragment: str = "") -> float:
        """Run the script, or only a fragment, with one widget changed; seconds from the request to its end."""
        if changed is not None:
            self._states[changed.id] = changed
        message = BackMsg()
        state = message.rerun_script
        state.page_name, state.page_script_hash, state.fragment_id = self.page, self._hash, fragment
        state.widget_states.widgets.extend(self._states.values())
        if not fragment:
            self.widgets.clear()
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        for answer in self._answers():
            kind = answer.WhichOneof("type")
            if kind == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError(f"the page {self.page} does not compile")
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return time.perf_counter() - start
            if kind == "navigation":  # a new session names the script that was asked for, this the page that it found
                self._hash = answer.navigation.page_script_hash
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self._note(answer.delta.new_element, answer.delta.fragment_id)
        raise RuntimeError("the server closed the connection")

    def _answers(self) -> Iterator[ForwardMsg]:
        for data in self._socket:
            answer = ForwardMsg()
            answer.ParseFromString(data)
            yield answer

    def _note(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"{self.page}: {element.exception.type}: {element.exception.message}")
        proto = getattr(element, kind)
        if getattr(proto, "id", ""):
            self.widgets[proto.id] = Widget(kind, proto, fragment)
