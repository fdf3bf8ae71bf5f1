package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.kleroterion.log.ExportPart;
import org.kleroterion.storage.Transactions;

/** Exports every version of the protocol that the log names, as it was registered. */
@ApplicationScoped
class ProtocolExport implements ExportPart {
  private final ProtocolVersionRepository versions;
  private final Transactions transactions;

  ProtocolExport(ProtocolVersionRepository versions, Transactions transactions) {
    this.versions = versions;
    this.transactions = transactions;
  }

  @Override
  public void write(Extent extent, Files files) throws IOException {
    for (int version : extent.versions()) {
      String document =
          transactions.run(() -> versions.find(extent.trial(), version).orElseThrow().document);
      files
          .begin("protocols/" + version + ".yaml")
          .write(document.getBytes(StandardCharsets.UTF_8));
    }
  }
}
