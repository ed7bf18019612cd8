package dev.ringback.testkit.contract;

import dev.ringback.testkit.store.AcceptContract;
import dev.ringback.testkit.store.CountContract;
import dev.ringback.testkit.store.DocumentContract;
import dev.ringback.testkit.store.DurabilityContract;
import dev.ringback.testkit.store.HistoryContract;
import dev.ringback.testkit.store.ListingContract;
import dev.ringback.testkit.store.MovesContract;
import dev.ringback.testkit.store.OriginContract;
import dev.ringback.testkit.store.PruneContract;
import dev.ringback.testkit.store.QueueContract;
import dev.ringback.testkit.store.RivalsContract;
import dev.ringback.testkit.store.SettleContract;
import dev.ringback.testkit.store.erasing.EraseContract;
import dev.ringback.testkit.store.quotes.QuoteContract;
import dev.ringback.testkit.store.quotes.QuotePruneContract;
import dev.ringback.testkit.store.sightings.SightingContract;
import dev.ringback.testkit.store.sightings.SightingRivalsContract;

/**
 * What every store must do. A test of an implementation implements this interface: it opens an
 * empty store before each test and closes it after.
 */
public interface StoreContract
        extends AcceptContract,
                OriginContract,
                SettleContract,
                MovesContract,
                DocumentContract,
                SightingContract,
                ListingContract,
                QueueContract,
                PruneContract,
                EraseContract,
                CountContract,
                HistoryContract,
                QuoteContract,
                QuotePruneContract,
                RivalsContract,
                SightingRivalsContract,
                DurabilityContract {}
