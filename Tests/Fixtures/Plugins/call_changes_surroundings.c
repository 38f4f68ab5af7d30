/* SPDX-License-Identifier: Apache-2.0 */
/* Changes what all code of its process shares: folder, mask, locale, environment. */
#include "hostile.h"

#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>

MISDEED {
    UNUSED;
    if (chdir("/") != 0) return TH_FAILED;
    umask(0777);
    setlocale(LC_ALL, "tr_TR.UTF-8");
    setlocale(LC_ALL, "de_DE.UTF-8");
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    setenv("LD_PRELOAD", "/nowhere.so", 1);
    clearenv();
    return th_text(call, "done");
}
