package dev.ringback.testkit.store;

/**
 * What every store must do. A test of an implementation implements this interface: it opens an
 * empty store before each test and closes it after.
 */
public interface StoreContract
        extends AcceptContract,
                SettleContract,
                MovesContract,
                DocumentContract,
                ListingContract,
                QueueContract,
                PruneContract,
                CountContract,
                HistoryContract,
                QuoteContract,
                QuotePruneContract,
                RivalsContract,
                DurabilityContract {}
