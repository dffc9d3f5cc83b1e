/* check.h: what every test program includes before anything else. */
#ifndef LANYARD_TESTS_CHECK_H
#define LANYARD_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEST(function) cmocka_unit_test(function)
#define RUN_TESTS(tests) cmocka_run_group_tests(tests, NULL, NULL)

/* A new folder for a database, where tests/with-postgres says. */
static inline void folder_make(char *out, size_t size)
{
    const char *top = getenv("LANYARD_TEST_FOLDER");
    snprintf(out, size, "%s/lanyard-test-XXXXXX", top != NULL ? top : "/tmp");
    assert_non_null(mkdtemp(out));
}

#endif
