/*
 * venuemodel SCENARIO.json: replays a spot scenario by the model of
 * tests/model/venuemodel and prints its records. Exit 12 for a bad file, 70
 * when something that always holds does not.
 */
#include "tests/model/venuemodel/model.h"

#include <stdio.h>

int
main(int argc, char **argv)
{
	/* Static: what is reachable at the end is no leak. */
	static struct model m;
	json_error_t error;

	if (argc != 2)
		return 2;
	m.document = json_load_file(argv[1], JSON_REJECT_DUPLICATES, &error);
	if (m.document == NULL)
		bad_file("line %d: %s", error.line, error.text);
	model_read(&m, m.document);
	replay(&m);
	fputs(buf_text(&m.out), stdout);
	return fflush(stdout) != 0;
}
