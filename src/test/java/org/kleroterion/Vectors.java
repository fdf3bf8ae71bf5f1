package org.kleroterion;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The published test vectors, which may not be copied here: {@code -Dvectors} names their folder.
 */
public final class Vectors {
  private Vectors() {}

  /**
   * The file's content; without it, the test is skipped and says so.
   *
   * @param published where everybody finds them
   */
  public static JsonNode read(String file, String published) throws IOException {
    String folder = System.getProperty("vectors", "");
    assumeFalse(
        folder.isBlank(),
        "skipped: -Dvectors names no directory with "
            + file
            + ", which is published: "
            + published);
    return new ObjectMapper().readTree(Path.of(folder, file).toFile());
  }
}
