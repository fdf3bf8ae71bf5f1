package org.kleroterion.allocation;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Table;

/** An emergency list with its arms, a card for each place: for whoever seals them, and once. */
@Schema(name = "EmergencyCards")
record EmergencyCardsView(
    @Schema(description = "The list's number, 1-based across the trial.") int list,
    String site,
    @Schema(description = "How many places it has for each stratum.") int places,
    Instant time,
    List<Card> items)
    implements Table<EmergencyCardsView.Card> {

  /** What stands in one envelope. */
  @Schema(name = "EmergencyCard")
  record Card(
      String trial,
      int list,
      String site,
      @Schema(examples = "visceral=no,metastases=1-2,receptor=positive") String stratum,
      @Schema(description = "1-based within the stratum; they are opened in this order.") int place,
      AllocationView.ArmView arm) {

    static final Columns<Card> COLUMNS =
        new Columns<Card>()
            .with("trial", Card::trial)
            .with("list", Card::list)
            .with("site", Card::site)
            .with("stratum", Card::stratum)
            .with("place", Card::place)
            .with("arm", card -> card.arm().code())
            .with("armLabel", card -> card.arm().label());

    // A record's own text would carry an arm still to come into a log line.
    @Override
    public String toString() {
      return "Card";
    }
  }

  @Override
  public Columns<Card> columns() {
    return Card.COLUMNS;
  }
}
