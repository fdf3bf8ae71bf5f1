package org.kleroterion.allocation.emergency;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.AllocationView;
import org.kleroterion.allocation.EmergencyStratum;
import org.kleroterion.allocation.StratumCursorRepository;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.storage.Conditions;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialNotOpen;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/**
 * Issues emergency lists to a statistician. The log records each list, and its arms are shown only
 * once (R07, R08).
 */
@ApplicationScoped
class EmergencyListService {
  private final Trials trials;
  private final Keys keys;
  private final EmergencyListRepository lists;
  private final StratumCursorRepository cursors;
  private final TrialLog log;
  private final Transactions transactions;

  EmergencyListService(
      Trials trials,
      Keys keys,
      EmergencyListRepository lists,
      StratumCursorRepository cursors,
      TrialLog log,
      Transactions transactions) {
    this.trials = trials;
    this.keys = keys;
    this.lists = lists;
    this.cursors = cursors;
    this.log = log;
    this.transactions = transactions;
  }

  /**
   * Issues a new list. Its arms cannot be read again: otherwise a copy could be made unnoticed.
   *
   * @throws Caller.WholeTrialOutOfReach if the token is not for all sites
   */
  EmergencyCardsView issue(Caller caller, String code, EmergencyListRequest request) {
    trials.require(caller, code);
    caller.requireEverySite();
    return transactions.run(
        () -> {
          LockedLog head = log.lock(code);
          ServedTrial trial = trials.require(caller, code);
          trials.requireSite(code, request.site());
          if (trial.status() == TrialStatus.CLOSED) {
            throw new TrialNotOpen(TrialStatus.CLOSED);
          }
          EmergencyList list = append(head, caller, trial, request);
          return new EmergencyCardsView(
              list.number, list.site, list.places, list.issuedAt, cards(trial, list));
        });
  }

  private EmergencyList append(
      LockedLog head, Caller caller, ServedTrial trial, EmergencyListRequest request) {
    EmergencyList list = new EmergencyList();
    list.trial = trial.code();
    list.number = lists.nextNumber(trial.code());
    list.site = request.site();
    list.places = request.places();
    list.reason = request.reason();
    list.issuedBy = caller.id();

    Map<String, Object> data = new LinkedHashMap<>();
    data.put("list", list.number);
    data.put("places", list.places);
    data.put("reason", list.reason);
    Logged logged =
        head.append(
            new NewEntry(
                EntryType.EMERGENCY_LIST_ISSUED,
                Actor.of(caller),
                Optional.empty(),
                Optional.of(list.site),
                data));
    list.entryPosition = logged.position();
    list.issuedAt = logged.time();
    lists.persist(list);
    return list;
  }

  private List<EmergencyCardsView.Card> cards(ServedTrial trial, EmergencyList list) {
    List<EmergencyCardsView.Card> cards = new ArrayList<>();
    for (String stratum : trial.protocol().strata()) {
      String name = new EmergencyStratum(list.number, stratum).name();
      Sequence sequence = new Sequence(keys.of(trial.code()), trial.code(), name, trial.scheme());
      // All places of the list are issued now, on paper.
      cursors.define(trial.code(), name).moveTo(list.places, sequence.blockPosition(list.places));
      for (String arm : sequence.arms().limit(list.places).toList()) {
        cards.add(
            new EmergencyCardsView.Card(
                trial.code(),
                list.number,
                list.site,
                stratum,
                1 + cards.size() % list.places,
                AllocationView.ArmView.of(trial.protocol(), arm)));
      }
    }
    return cards;
  }

  Page<EmergencyListView> page(Caller caller, String code, PageRequest request) {
    trials.require(caller, code);
    long end = transactions.run(() -> log.end(code));
    return Page.read(
        request,
        page -> {
          Conditions conditions =
              new Conditions()
                  .and("trial = :trial", "trial", code)
                  .and("number > :after", "after", page.afterInteger())
                  .and("entryPosition < :end", "end", end)
                  .within(caller.sites());
          int limit = page.limit();
          return transactions.run(
              () ->
                  Page.of(
                      lists.page(conditions, limit + 1),
                      limit,
                      list -> Integer.toString(list.number),
                      EmergencyListView::of,
                      EmergencyListView.COLUMNS));
        });
  }
}
