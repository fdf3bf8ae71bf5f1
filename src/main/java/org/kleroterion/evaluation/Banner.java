package org.kleroterion.evaluation;

import java.nio.file.Path;

/**
 * What an evaluator needs on the first screen.
 *
 * @param api the service's own address, {@code http://127.0.0.1:8080}
 * @param management where health and metrics are
 * @param here the directory in which the lines to paste work
 * @param data the data directory
 */
record Banner(String api, String management, Path here, Path data) {
  private static final String TEXT =
      """

      ==============================================================================
       EVALUATION MODE - not for real subjects. This service made its own secrets.
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

       1. The trial:
      curl -sS -w '\\n' -H "Authorization: Bearer $(cat {token})" {api}/v1/trials/wlrt-obc

       2. Assess a subject:
      curl -sS -w '\\n' -H "Authorization: Bearer $(cat {token})" -H 'Content-Type: application/json' -d @src/evaluation/assessment.json {api}/v1/trials/wlrt-obc/assessments

       3. Allocate her by that screening:
      curl -sS -w '\\n' -H "Authorization: Bearer $(cat {token})" -H 'Content-Type: application/json' -d @src/evaluation/allocation.json {api}/v1/trials/wlrt-obc/allocations

       Then a whole file of subjects:
      {directory}src/evaluation/feed

       Ctrl-C stops the service; {data} keeps what was allocated.
      ==============================================================================
      """;

  String text() {
    Path shown = data.startsWith(here) ? here.relativize(data) : data;
    return TEXT.replace("{api}", api)
        .replace("{management}", management)
        .replace("{roles}", String.join(", ", EvaluationTokens.ROLES))
        .replace("{jar}", "target/quarkus-app/quarkus-run.jar")
        .replace("{token}", Evaluation.tokenFile(shown, "enroller").toString())
        .replace("{data}", shown.toString())
        .replace("{here}", here.toString())
        .replace(
            "{directory}",
            shown.equals(Path.of("data")) ? "" : "KLEROTERION_DATA_DIRECTORY=" + shown + " ");
  }
}
