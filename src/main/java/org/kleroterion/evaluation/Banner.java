package org.kleroterion.evaluation;

import java.nio.file.Path;
import org.kleroterion.access.Role;

/**
 * The text that evaluation mode prints when the service is ready: addresses, tokens and first
 * requests.
 *
 * @param api the service's address, such as {@code http://127.0.0.1:8080}
 * @param management the address of health and metrics
 * @param here the directory in which the commands must be run
 * @param data the data directory
 */
record Banner(String api, String management, Path here, Path data) {
  private static final String TEXT =
      """

      ==============================================================================
       EVALUATION MODE - not for real subjects. This service generated its own secrets.
      ==============================================================================
       Trial        {api}/v1/trials/wlrt-obc
       Swagger UI   {api}/q/swagger-ui
       OpenAPI      {api}/q/openapi
       Health       {management}/q/health
       Metrics      {management}/q/metrics
       Tokens       {data}/tokens/ROLE.jwt
                    ROLE: {roles}
                    java -jar {jar} token enroller --site pumch

       Paste in another terminal, in {here}

       1. Read the trial:
      curl -sS -w '\\n' -H "Authorization: Bearer $(cat {token})" {api}/v1/trials/wlrt-obc

       2. Assess a subject:
      curl -sS -w '\\n' -H "Authorization: Bearer $(cat {token})" -H 'Content-Type: application/json' -d @src/evaluation/assessment.json {api}/v1/trials/wlrt-obc/assessments

       3. Allocate the same subject:
      curl -sS -w '\\n' -H "Authorization: Bearer $(cat {token})" -H 'Content-Type: application/json' -d @src/evaluation/allocation.json {api}/v1/trials/wlrt-obc/allocations

       4. Assess and allocate a file of subjects:
      {directory}src/evaluation/feed

       Ctrl-C stops the service. The allocations stay in {data}.
      ==============================================================================
      """;

  String text() {
    Path shown = data.startsWith(here) ? here.relativize(data) : data;
    return TEXT.replace("{api}", api)
        .replace("{management}", management)
        .replace("{roles}", Role.GROUPS)
        .replace("{jar}", "target/quarkus-app/quarkus-run.jar")
        .replace("{token}", Evaluation.tokenFile(shown, "enroller").toString())
        .replace("{data}", shown.toString())
        .replace("{here}", here.toString())
        .replace(
            "{directory}",
            shown.equals(Path.of("data")) ? "" : "KLEROTERION_DATA_DIRECTORY=" + shown + " ");
  }
}
