-- SPDX-License-Identifier: Apache-2.0
-- wrk: POST the JSON body named by the environment variable BODY.
wrk.method = "POST"
wrk.body = os.getenv("BODY")
wrk.headers["Content-Type"] = "application/json"
