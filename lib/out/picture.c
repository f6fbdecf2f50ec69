/* Pictures that stand alone. */
#include "out/picture.h"

#include "out/chart.h"

#define LIGHT "svg{--paper:#fff;--ink:#15181c;--soft:#59616b;--rule:#d5dae0;" \
	"--bar:#98bedf;--area:#17568c;--peak:#a63a17;--bid:#17568c;" \
	"--ask:#a63a17;--h0:#fbf1ca;--h1:#d3dea4;--h2:#9dcd90;--h3:#5cbb8e;" \
	"--h4:#00a594;--h5:#008997;--h6:#006b8f;--h7:#1e4e79;--h8:#1e3758}\n"
#define DARK "@media (prefers-color-scheme:dark){svg{--paper:#14171a;" \
	"--ink:#e6e8ea;--soft:#9ba4ae;--rule:#3a4148;--bar:#1f5079;" \
	"--area:#79b4e6;--peak:#f09a78;--bid:#79b4e6;--ask:#f09a78;" \
	"--h0:#10244c;--h1:#063c6b;--h2:#005783;--h3:#007592;--h4:#009295;" \
	"--h5:#2fac90;--h6:#7cc18c;--h7:#b9d293;--h8:#ebe3af}}\n"
#define MARKS "text{font:12px system-ui,\"Noto Sans\",\"Liberation Sans\"," \
	"Arial,sans-serif;fill:var(--soft)}.head{font-size:15px;" \
	"font-weight:650;fill:var(--ink)}.name{fill:var(--ink)}" \
	".side{text-anchor:end}.mid{text-anchor:middle}" \
	".paper{fill:var(--paper)}.rule{stroke:var(--rule)}" \
	".halo{stroke:var(--paper);stroke-width:4.5;stroke-linecap:round}" \
	".mark{stroke:var(--ink);stroke-width:1.5}" \
	".dash{stroke:var(--ink);stroke-dasharray:5 4}\n"

static void
put_colours(struct buf *to)
{
	static const char *const names[] = { "bar", "area", "peak", "bid",
	    "ask", "h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8" };

	buf_puts(to, "<style>\n" LIGHT DARK MARKS);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		buf_printf(to, ".%s{fill:var(--%s)}", names[i], names[i]);
	buf_puts(to, "\n</style>\n");
}

void
picture_open(struct buf *to, int width, int height, const char *title,
    const char *desc)
{
	buf_printf(to, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""
	    " width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n<title>",
	    width, height, width, height);
	html_text(to, title);
	buf_puts(to, "</title>\n<desc>");
	html_text(to, desc);
	buf_puts(to, "</desc>\n");
	put_colours(to);
	buf_printf(to, "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n",
	    width, height);
}

void
picture_box(struct buf *to, const char *class, double x, double y,
    double width, double height, const char *title)
{
	buf_printf(to, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\""
	    " width=\"%.1f\" height=\"%.1f\"", class, x, y, width, height);
	if (title == NULL) {
		buf_puts(to, "/>\n");
		return;
	}
	buf_puts(to, "><title>");
	html_text(to, title);
	buf_puts(to, "</title></rect>\n");
}

void
picture_line(struct buf *to, const char *class, double x0, double y0,
    double x1, double y1)
{
	buf_printf(to, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\""
	    " x2=\"%.1f\" y2=\"%.1f\"/>\n", class, x0, y0, x1, y1);
}

void
picture_text(struct buf *to, const char *class, double x, double y,
    const char *text)
{
	buf_printf(to, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x,
	    y);
	html_text(to, text);
	buf_puts(to, "</text>\n");
}

void
picture_close(struct buf *to)
{
	buf_puts(to, "</svg>\n");
}
