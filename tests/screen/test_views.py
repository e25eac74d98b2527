"""How the technician wants to see it: half size, no colours, as before."""

from agent.frames import control
from tests.fakes.memory_screen import MemoryScreen
from tests.screen.streaming import same, streaming


def view(*, half: bool = False, grey: bool = False) -> control.View:
    return control.View(control.Quality.AUTO, half=half, grey=grey, video=False)


def test_half_the_size() -> None:
    source = MemoryScreen((101, 71))
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        stream.look(view(half=True))
        far.until(lambda: far.canvas.frame == 2)
        assert (far.canvas.sizes[-1], far.canvas.scale) == ((101, 71), 2)
        assert far.canvas.image.size == (51, 36)
        stream.shown(2)
        source.paint((100, 70, 101, 71), (8, 8, 8))
        far.until(lambda: far.canvas.frame == 3)
        assert far.canvas.image.getpixel((50, 35)) == (8, 8, 8)
        stream.shown(3)
        stream.look(view())
        far.until(lambda: far.canvas.frame == 4)
        assert same(source, far)


def test_without_colours() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        source.paint((0, 0, 50, 50), (255, 0, 0))
        stream.look(view(grey=True))
        far.until(lambda: far.canvas.frame >= 2)
        red, green, blue = far.canvas.image.getpixel((20, 20))
        assert red == green == blue
        assert 50 < red < 110


def test_the_same_view_again_sends_nothing() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        stream.look(control.AS_IT_BEGINS)
        source.paint((0, 0, 1, 1), (7, 7, 7))
        far.until(lambda: far.canvas.frame == 2)
        assert all(operation.x == 0 for operation in far.canvas.operations[1])
